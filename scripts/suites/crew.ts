// One worker process and the limits it lives under. Whatever a test file does to its process
// (end it, hang it, kill it), the file gets an ending and the next file gets a fresh process.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromWorker, ToWorker } from './book.ts'
import type { Ending } from './verdict.ts'

export interface Limits {
  /** One test or hook, in ms. */
  readonly test: number
  /** No sign of life from the worker, in ms: a loop that never yields. */
  readonly silence: number
  /** The whole run, in ms. */
  readonly total: number
}

/** What one file left behind: its ending and everything printed meanwhile. */
export interface Run {
  readonly ending: Ending
  readonly text: string
}

export interface Worker {
  readonly alive: () => boolean
  readonly run: (file: string) => Promise<Run>
  /** Lets the process end by itself; tells what was wrong with the way it ended. */
  readonly stop: () => Promise<string[]>
  readonly kill: (reason: string) => void
}

function launch(root: string, limits: Limits, env: NodeJS.ProcessEnv): ChildProcess {
  const imports = ['--import', import.meta.resolve('tsx'), '--import', new URL('preload.mjs', import.meta.url).href]
  const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
  return spawn(process.execPath, [...imports, worker, String(limits.test)], {
    cwd: root,
    env,
    // A group of its own, so that what a test started can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

/** Ends the worker and whatever its tests started and left behind. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}

/** One file's run, as it is being told. */
interface Course {
  text: string
  test: string
  passed: number
  end(ending: Ending): void
}

export function startWorker(root: string, limits: Limits, env: NodeJS.ProcessEnv): Worker {
  const child = launch(root, limits, env)
  let course: Course | null = null
  let killedFor: string | null = null
  let silence: NodeJS.Timeout | undefined
  // Until it has spoken a worker is only starting, which a busy machine makes slow.
  let patience = Math.max(limits.silence, 30_000)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const how = killedFor ?? `ended the process (${signal ?? `exit code ${code}`})`
      // What it last said may still be in the pipes.
      setTimeout(breakOff, 50, how)
      resolve()
    })
    child.once('error', (error) => {
      breakOff(`no process: ${error.message}`)
      resolve()
    })
  })

  function breakOff(how: string): void {
    clearTimeout(silence)
    if (course === null) return
    const where = course.test === '' ? 'while loading' : `in or after "${course.test}"`
    course.end({ kind: 'broken', reason: `${how}, ${where}`, passed: course.passed })
  }

  function kill(reason: string): void {
    killedFor ??= reason
    endGroup(child)
  }

  function heard(): void {
    clearTimeout(silence)
    if (course !== null) silence = setTimeout(kill, patience, `killed: hung for ${patience / 1000} s`)
  }

  const add = (chunk: unknown): void => {
    if (course !== null) course.text += String(chunk)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  child.on('message', (message: FromWorker) => {
    patience = limits.silence
    heard()
    if (course === null) return
    if (message.kind === 'text') course.text += message.text
    if (message.kind === 'started') course.test = message.test
    if (message.kind === 'passed') course.passed += 1
    if (message.kind === 'closed') course.end(message)
  })

  const send = (message: ToWorker): void => {
    // A worker that is gone is noticed by its exit.
    child.send(message, () => {})
  }

  return {
    alive: () => child.exitCode === null && child.signalCode === null && killedFor === null,
    kill,
    run: (file) =>
      new Promise((resolve) => {
        const end = (ending: Ending): void => {
          const text = course?.text ?? ''
          course = null
          clearTimeout(silence)
          resolve({ ending, text })
        }
        course = { text: '', test: '', passed: 0, end }
        heard()
        send({ kind: 'run', file })
      }),
    stop: async () => {
      send({ kind: 'stop' })
      const impatience = setTimeout(kill, 3000, 'did not end by itself')
      await ended
      clearTimeout(impatience)
      endGroup(child)
      return killedFor === null ? [] : [`a worker ${killedFor}: something is left open`]
    },
  }
}
