// A real serial device file for the rig: socat joins a pseudo-terminal to the serial socket. It connects when
// somebody opens the file and ends when they close it, so opening resets the chip as on a real board.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { HausrechtError } from '#protocol/fault.ts'

const READY_MS = 3_000
const RESPAWN_MS = 30
const END_MS = 1_000

const until = async (holds: () => boolean, ms: number): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    if (holds()) return true
    await new Promise((done) => setTimeout(done, 10))
  }
  return holds()
}

export class Pty {
  private readonly path: string
  private readonly port: number
  private child: ChildProcess | undefined
  private again: NodeJS.Timeout | undefined
  private wanted = true
  private closed = false
  private fault: HausrechtError | undefined

  private constructor(path: string, port: number) {
    this.path = path
    this.port = port
  }

  /** @throws HausrechtError sim_socat_missing, sim_pty_failed */
  static async open(path: string, port: number): Promise<Pty> {
    const pty = new Pty(path, port)
    pty.spawn()
    const there = await until(() => existsSync(path) || pty.fault !== undefined, READY_MS)
    if (pty.fault) throw pty.fault
    if (there) return pty
    await pty.close()
    throw new HausrechtError('sim_pty_failed', `socat made no serial device at ${path}: is its folder there?`)
  }

  /** The cable: out takes the device file away, in brings it back. */
  plug(on: boolean): void {
    if (this.wanted === on || this.closed) return
    this.wanted = on
    if (!on) this.child?.kill('SIGTERM')
    // One that is still ending would take the new device file with it: its end brings the next one.
    else if (!this.child) this.spawn()
  }

  async close(): Promise<void> {
    this.closed = true
    this.wanted = false
    clearTimeout(this.again)
    this.child?.kill('SIGTERM')
    if (!(await until(() => this.child === undefined, END_MS))) this.child?.kill('SIGKILL')
    rmSync(this.path, { force: true })
  }

  private spawn(): void {
    clearTimeout(this.again)
    rmSync(this.path, { force: true })
    const terminal = `PTY,raw,echo=0,link=${this.path},wait-slave,pty-interval=0.02`
    const child = spawn('socat', ['-b', '256', terminal, `TCP:127.0.0.1:${this.port},nodelay`], { stdio: 'ignore' })
    this.child = child
    child.on('error', (cause) => {
      this.wanted = false
      this.child = undefined
      this.fault = new HausrechtError('sim_socat_missing', 'a serial device needs socat: apt-get install socat', {
        cause,
      })
    })
    child.on('exit', () => {
      this.child = undefined
      if (this.wanted) this.again = setTimeout(() => this.spawn(), RESPAWN_MS)
    })
  }
}
