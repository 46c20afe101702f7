// coturn from Debian's package as the house's own relay, on loopback, in a folder of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { freePort } from '#scripts/bench/parts/ports.ts'
import { turnSettings } from './settings.ts'

export interface Turn {
  /** For `relay.urls` of the bridge. */
  readonly urls: readonly string[]
  /** For `relay.secret`: a file that holds it, alone. */
  readonly secretFile: string
  readonly port: number
  readonly end: () => Promise<void>
}

const PROGRAM = '/usr/bin/turnserver'
const IP = '127.0.0.1'
const RELAY_PORTS = [49_160, 49_259] as const
const READY_WITHIN = 10_000
const END_WITHIN = 3000

/** Is Debian's package here? */
export const hasTurn = (): boolean => existsSync(PROGRAM)

/**
 * @param peers `public`: as it stands on the net, where nothing on this machine can be reached through it
 * @throws HausrechtError `turn_missing`, `turn_failed`
 */
export const startTurn = async (peers: 'public' | 'loopback' = 'loopback'): Promise<Turn> => {
  if (!hasTurn())
    throw new HausrechtError('turn_missing', 'coturn is not installed: node scripts/ensure.mjs services turn')
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-turn-'))
  const port = await freePort()
  const secret = randomBytes(32).toString('base64url')
  const [file, secretFile] = [join(folder, 'turnserver.conf'), join(folder, 'secret')]
  await writeFile(file, turnSettings({ ip: IP, port, relayPorts: RELAY_PORTS, secret, folder, peers }), { mode: 0o600 })
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 })
  // Dies with this process, even when that is killed.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', PROGRAM, '-c', file], { stdio: 'ignore' })
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  const end = async (): Promise<void> => {
    process.off('exit', kill)
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await answering(child, port)
    return { urls: [`turn:${IP}:${port}?transport=udp`], secretFile, port, end }
  } catch (fault) {
    await end()
    throw fault
  }
}

/** A STUN binding request (RFC 8489 §6) until one is answered. */
const answering = async (child: ChildProcess, port: number): Promise<void> => {
  const request = Buffer.alloc(20)
  request.writeUInt16BE(1, 0)
  request.writeUInt32BE(0x2112a442, 4)
  randomBytes(12).copy(request, 8)
  const socket = createSocket('udp4')
  let failure: unknown
  child.once('error', (error) => {
    failure = error
  })
  const answered = new Promise<void>((resolve) => socket.once('message', () => resolve()))
  const asking = setInterval(() => socket.send(request, port, IP), 50)
  const waiting = new AbortController()
  const given = new Promise<'late'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), READY_WITHIN)
    const over = (): void => resolve('late')
    child.once('exit', over)
    child.once('error', over)
    waiting.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  const outcome = await Promise.race([answered, given])
  waiting.abort()
  clearInterval(asking)
  socket.close()
  if (outcome === 'late') throw new HausrechtError('turn_failed', 'coturn did not begin to answer', { cause: failure })
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, END_WITHIN)
    child.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGKILL')
  })
}
