// One of the programs of a start: begun, waited for, listened to, ended. It is never restarted: when one ends by
// itself, somebody must hear of it.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { HausrechtError } from '#protocol/fault.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TSX = import.meta.resolve('tsx')
const READY_LIMIT = 20_000
const KILL_AFTER = 2000
const LAST_LINES = 12

export interface ChildSpec {
  readonly name: string
  /** TypeScript file from the root of the project. */
  readonly program: string
  readonly args: readonly string[]
  /** What it says on standard error, a line at a time. */
  readonly heard: (name: string, line: string) => void
}

export interface Child {
  readonly name: string
  readonly pid: number
  /** Milliseconds from its start to its ready line. */
  readonly readyAfter: number
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>
  /** Asks it to end; makes it after two seconds. */
  end(): Promise<void>
}

/** What it last said, for when it fails. */
const keepLast = (): { readonly lines: readonly string[]; add(line: string): void } => {
  const lines: string[] = []
  return {
    lines,
    add: (line) => {
      lines.push(line)
      if (lines.length > LAST_LINES) lines.shift()
    },
  }
}

const endingOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : signal))
    child.once('error', (error) => resolve(error.message))
  })

const isReady = (line: string): boolean => /^\{.*"ready":\s*true/.test(line)

/** @throws HausrechtError `child_failed` with its last words when it ends before it is ready, or takes too long */
export const startChild = async ({ name, program, args, heard }: ChildSpec): Promise<Child> => {
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', TSX, `${ROOT}${program}`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // glibc gives memory back sooner.
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  })
  const last = keepLast()
  const ended = endingOf(child)
  createInterface({ input: child.stderr }).on('line', (line) => {
    last.add(line)
    heard(name, line)
  })
  const out = createInterface({ input: child.stdout })
  const ready = new Promise<true>((resolve) => {
    out.on('line', (line) => {
      if (isReady(line)) resolve(true)
    })
  })
  const end = async (): Promise<void> => {
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER)
    await ended
    clearTimeout(kill)
  }
  let late: NodeJS.Timeout | undefined
  const tooLate = new Promise<string>((resolve) => {
    late = setTimeout(() => resolve(`not ready after ${READY_LIMIT / 1000} s`), READY_LIMIT)
  })
  const first = await Promise.race([ready, ended, tooLate])
  clearTimeout(late)
  if (first !== true) {
    await end()
    throw new HausrechtError('child_failed', [`${name}: ${first}`, ...last.lines.map((line) => `  ${line}`)].join('\n'))
  }
  return { name, pid: child.pid ?? 0, readyAfter: performance.now() - began, ended, end }
}
