// One child process that delivers on standard output. It leads a process group, which is killed as a whole, and on
// Linux the kernel kills it when this process dies, however that comes about.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'
import type { Program } from './program.ts'

/** Kept of what it says on standard error. */
const SAID_MOST = 1024
/** What it delivered before it ended is still read for this long. */
const LEFTOVERS = millis(300)
/** One that reads its standard input gets this long to tidy up when that is closed. */
const TIDY = millis(300)
/** Bytes that wait for a program that does not read its standard input. */
const UNREAD_MOST = 16 * 1024

const TIE = ['--pdeathsig', 'KILL', '--']

/** util-linux' setpriv sets the kernel's parent-death signal, which Node cannot; is it here? */
export const canTie = (): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('setpriv', [...TIE, 'true'], { timeout: 5000 }, (fault) => resolve(!fault))
  })

export interface Listening {
  readonly bytes: (chunk: Buffer) => void
  /** Once, when it is gone. @param said the end of its standard error */
  readonly ended: (why: 'ended' | 'unstartable', said: string) => void
}

export interface Child {
  /** Dropped when it does not read. */
  say(line: string): void
  /** Nothing of it is heard after this but its end. */
  kill(): void
}

const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}

/** @param tied see canTie */
export const startChild = (program: Program, tied: boolean, clock: Clock, listening: Listening): Child => {
  const { command, args, talks } = program
  const [file, words] = tied ? ['setpriv', [...TIE, command, ...args]] : [command, args]
  const child = spawn(file, words, { detached: true, stdio: [talks ? 'pipe' : 'ignore', 'pipe', 'pipe'] })
  let said = ''
  let deaf = false
  let over = false
  let leftovers: Cancel = () => undefined
  const end = (why: 'ended' | 'unstartable'): void => {
    if (over) return
    over = true
    leftovers()
    child.stdout?.destroy()
    child.stderr?.destroy()
    listening.ended(why, said.trim())
  }
  child.stdout?.on('data', (chunk: Buffer) => {
    if (!deaf) listening.bytes(chunk)
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('latin1')).slice(-SAID_MOST)
  })
  child.stdin?.on('error', () => undefined)
  child.on('error', () => {
    if (child.pid === undefined) end('unstartable')
  })
  child.on('exit', () => {
    killGroup(child)
    if (!over) leftovers = clock.after(LEFTOVERS, () => end('ended'))
  })
  child.on('close', () => end('ended'))
  return {
    say: (line) => {
      if (child.stdin?.writable && child.stdin.writableLength < UNREAD_MOST) child.stdin.write(`${line}\n`)
    },
    kill: () => {
      deaf = true
      if (!child.stdin) return killGroup(child)
      child.stdin.end()
      const cancel = clock.after(TIDY, () => killGroup(child))
      child.once('exit', cancel)
    },
  }
}
