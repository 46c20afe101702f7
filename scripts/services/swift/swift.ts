// OpenStack Swift with its S3 interface, in a folder of its own on loopback, from Debian's packages. What the clip
// service is tried against: a store of the kind that others run.

import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { freePort } from '#scripts/bench/parts/ports.ts'
import { makeRings, runDaemon } from './python.ts'
import { type Daemon, KEYS, KINDS, type SwiftPorts, settingsOf } from './settings.ts'

export interface Swift {
  readonly endpoint: string
  readonly accessKey: string
  readonly secretKey: string
  readonly region: string
  /** Ends the processes and removes the folder. */
  readonly end: () => Promise<void>
}

const DAEMONS: readonly Daemon[] = [...KINDS, 'proxy']
const READY_WITHIN = 60_000
const END_WITHIN = 3000

/** Are Debian's packages here? */
export const hasSwift = (): boolean => DAEMONS.every((name) => existsSync(`/usr/bin/swift-${name}-server`))

/**
 * @param place where its folder is made: the disk that is to be measured
 * @throws HausrechtError `swift_failed` with what it said last
 */
export const startSwift = async (place: string = tmpdir()): Promise<Swift> => {
  if (!hasSwift())
    throw new HausrechtError('swift_missing', 'Swift is not installed: node scripts/ensure.mjs services swift')
  const folder = await mkdtemp(join(place, 'hausrecht-swift-'))
  const running: ChildProcess[] = []
  const kill = (): void => {
    for (const child of running) child.kill('SIGKILL')
  }
  process.once('exit', kill)
  const end = async (): Promise<void> => {
    process.off('exit', kill)
    await Promise.all(running.map(ended))
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    const ports = await layOut(folder)
    const words: string[] = []
    for (const name of DAEMONS) {
      const child = runDaemon(join(folder, `${name}-server.conf`), name)
      listen(child, words)
      running.push(child)
    }
    await Promise.all(DAEMONS.map((name, at) => answering(name, ports[name], running[at], words)))
    return { endpoint: `http://127.0.0.1:${ports.proxy}`, ...KEYS, end }
  } catch (fault) {
    await end()
    throw fault
  }
}

const layOut = async (folder: string): Promise<SwiftPorts> => {
  const [account, container, object, proxy] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const ports: SwiftPorts = { account, container, object, proxy }
  await mkdir(join(folder, 'devices', 'disk'), { recursive: true })
  for (const name of DAEMONS) await writeFile(join(folder, `${name}-server.conf`), settingsOf(name, folder, ports))
  const words: string[] = []
  const rings = makeRings(
    folder,
    KINDS.map((kind) => `${kind}:${ports[kind]}`),
  )
  listen(rings, words)
  const code = await new Promise((resolve) => {
    rings.once('error', resolve)
    rings.once('close', resolve)
  })
  if (code !== 0) throw failed('could not make its rings', words)
  return ports
}

const listen = (child: ChildProcess, words: string[]): void => {
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words.push(text.slice(-2000))
    if (words.length > 20) words.shift()
  })
}

const failed = (how: string, words: readonly string[]): HausrechtError =>
  new HausrechtError('swift_failed', `Swift ${how}. It said last:\n${words.join('').slice(-2000)}`)

const answering = async (
  name: Daemon,
  port: number,
  child: ChildProcess | undefined,
  words: readonly string[],
): Promise<void> => {
  const until = performance.now() + READY_WITHIN
  // The others have no health page; that they answer at all is enough.
  const path = name === 'proxy' ? 'healthcheck' : 'disk'
  for (;;) {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      throw failed(`${name} ended`, words)
    if (performance.now() > until) throw failed(`${name} was not ready in time`, words)
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(2000) })
      await answer.arrayBuffer()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, END_WITHIN)
    child.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGKILL')
  })
}
