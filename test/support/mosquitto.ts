// A real mosquitto on a free port of 127.0.0.1: the broker an owner of a house has already.

import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { answers } from '#scripts/bench/parts/ports.ts'
import { until, within } from './wait.ts'

export interface Mosquitto {
  /** mqtt://127.0.0.1:port */
  readonly url: string
  readonly port: number
  /** What it wrote into its log so far. */
  log(): string
  end(): Promise<void>
}

/** Debian keeps daemons where not everybody looks. */
const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

export const mosquittoPath = places
  .map((folder) => join(folder, 'mosquitto'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      server.close(() => resolve(typeof bound === 'object' && bound ? bound.port : 0))
    })
  })

/** @param more lines of its settings: a password file, or a connection to another broker */
export const startMosquitto = async (more: readonly string[] = []): Promise<Mosquitto> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-mosquitto-'))
  const port = await freePort()
  const file = join(folder, 'mosquitto.conf')
  const open = more.some((line) => line.startsWith('allow_anonymous')) ? [] : ['allow_anonymous true']
  const settings = [`listener ${port} 127.0.0.1`, 'set_tcp_nodelay true', 'log_type all', ...open, ...more, '']
  await writeFile(file, settings.join('\n'), { mode: 0o600 })
  // As root it would become another user, who may not read the file.
  const child: ChildProcess = spawn(mosquittoPath ?? 'mosquitto', ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      log = (log + text.toString()).slice(-64_000)
    })
  }
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const end = async (): Promise<void> => {
    child.kill('SIGTERM')
    await within(gone, 'mosquitto ends', 5000).catch(() => child.kill('SIGKILL'))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await until(() => answers(port), 'mosquitto answers', 8000)
  } catch (error) {
    await end()
    throw error
  }
  return { url: `mqtt://127.0.0.1:${port}`, port, log: () => log, end }
}
