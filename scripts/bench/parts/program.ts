// A program of the project as a process of its own: started, waited for until it says that it is ready, ended.
// None outlives the bench, however that ends.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { HausrechtError } from '#protocol/fault.ts'

export interface Program {
  readonly pid: number
  /** The line by which it said that it is ready. */
  readonly ready: string
  /** From the start of the process to that line, in milliseconds. */
  readonly readyAfter: number
  /** Resident memory in bytes. */
  memory(): number
  /** Time of all its threads on a core so far, in milliseconds. */
  cpu(): number
  /** Resolves when the process is gone. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export interface Starting {
  /** For messages. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The line that says "ready"; any line when left out. */
  readonly isReady?: (line: string) => boolean
  /** What it prints after that. */
  readonly later?: (text: string) => void
  readonly limitMs?: number
  readonly env?: NodeJS.ProcessEnv
  /** It leads a process group of its own: SIGKILL goes to all of that at once. */
  readonly group?: boolean
}

const READY_WITHIN = 20_000
const END_WITHIN = 6000
const WORDS_KEPT = 2000

/** Those still running, each with how to kill it. */
const living = new Map<ChildProcess, () => void>()
process.on('exit', () => {
  for (const kill of living.values()) kill()
})

const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}

let built: ReadonlyMap<string, string> = new Map()

/** From now on these are started as they were built, by their sources. @returns ends that */
export const startBuilt = (programs: ReadonlyMap<string, string>): (() => void) => {
  built = programs
  return () => {
    built = new Map()
  }
}

/** Arguments for one of the project's TypeScript programs. */
export const typescript = (path: string, ...args: readonly string[]): Pick<Starting, 'command' | 'args'> => {
  const program = built.get(path)
  const source = new URL(`../../../${path}`, import.meta.url).pathname
  const words = program === undefined ? ['--import', import.meta.resolve('tsx'), source] : [program]
  return { command: process.execPath, args: [...words, ...args] }
}

/** @throws HausrechtError `bench_program` with what it said last, when it ends or is not ready in time */
export const startProgram = async (starting: Starting): Promise<Program> => {
  const began = performance.now()
  const child = spawn(starting.command, [...starting.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: starting.env ?? process.env,
    detached: starting.group ?? false,
  })
  const kill = (): void => {
    if (starting.group) killGroup(child)
    else child.kill('SIGKILL')
  }
  living.set(child, kill)
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      living.delete(child)
      resolve()
    })
  })
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (signal === 'SIGKILL') kill()
    else child.kill(signal)
    const timer = setTimeout(kill, END_WITHIN)
    await gone
    clearTimeout(timer)
  }
  try {
    const ready = await readyLine(child, starting)
    const readyAfter = performance.now() - began
    const pid = child.pid ?? 0
    return { pid, ready, readyAfter, memory: () => residentBytes(pid), cpu: () => cpuTime(pid), end }
  } catch (fault) {
    await end('SIGKILL')
    throw fault
  }
}

const readyLine = (child: ChildProcess, { name, isReady, limitMs, later }: Starting): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    let text = ''
    const fail = (what: string): void => {
      reject(new HausrechtError('bench_program', `The ${name} ${what}. It said last:\n${said}`))
    }
    const timer = setTimeout(() => fail('was not ready in time'), limitMs ?? READY_WITHIN)
    const note = (piece: string): void => {
      said = (said + piece).slice(-WORDS_KEPT)
    }
    const hear = (piece: string): void => {
      note(piece)
      text += piece
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      const line = lines.find((one) => isReady?.(one) ?? true)
      if (line === undefined) return
      clearTimeout(timer)
      child.stdout?.off('data', hear)
      // Read on, so that it never waits for us.
      child.stdout?.on('data', later ?? (() => undefined))
      resolve(line)
    }
    child.stdout?.setEncoding('utf8').on('data', hear)
    child.stderr?.setEncoding('utf8').on('data', note)
    child.once('error', (error) => fail(`did not start: ${error.message}`))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended with ${code ?? signal ?? '?'}`)
    })
  })

const proc = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch (cause) {
    const message = 'What a process uses is read from /proc: run this on Linux, and see whether the process still runs'
    throw new HausrechtError('bench_system', message, { cause })
  }
}

/** proc(5), VmRSS. */
const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(proc(pid, 'status'))?.[1] ?? Number.NaN) * 1024

/** Linux tells in hundredths of a second to every program, whatever its own clock. */
const MS_A_TICK = 10

/** proc(5), stat: utime and stime, fields 14 and 15, after the name in brackets. */
const cpuTime = (pid: number): number => {
  const text = proc(pid, 'stat')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK
}
