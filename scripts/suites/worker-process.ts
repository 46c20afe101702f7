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

/** One file's run, as it is being told. */
interface Course {
  text: string
  test: string
  passed: number
  readonly done: (run: Run) => void
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

export class WorkerProcess {
  readonly #child: ChildProcess
  readonly #limits: Limits
  readonly #ended: Promise<void>
  #course: Course | null = null
  #killedFor: string | null = null
  #spoken = false
  #silence: NodeJS.Timeout | undefined

  constructor(root: string, limits: Limits, env: NodeJS.ProcessEnv) {
    this.#limits = limits
    this.#child = launch(root, limits, env)
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        // What it last said may still be in the pipes.
        setTimeout(() => this.#breakOff(`ended the process (${signal ?? `exit code ${code}`})`), 50)
        resolve()
      })
      this.#child.once('error', (error) => {
        this.#breakOff(`no process: ${error.message}`)
        resolve()
      })
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#print(chunk.toString()))
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#print(chunk.toString()))
    this.#child.on('message', (message: FromWorker) => this.#hear(message))
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#killedFor === null
  }

  /** Runs one file; always comes to an ending, whatever becomes of the process. */
  run(file: string): Promise<Run> {
    return new Promise((done) => {
      this.#course = { text: '', test: '', passed: 0, done }
      this.#waitForWord()
      this.#send({ kind: 'run', file })
    })
  }

  /** Lets the process end by itself; tells what was wrong with the way it ended. */
  async stop(): Promise<string[]> {
    this.#send({ kind: 'stop' })
    const impatience = setTimeout(() => this.kill('did not end by itself'), 3000)
    await this.#ended
    clearTimeout(impatience)
    endGroup(this.#child)
    return this.#killedFor === null ? [] : [`a worker ${this.#killedFor}: something is left open`]
  }

  kill(reason: string): void {
    this.#killedFor ??= reason
    endGroup(this.#child)
  }

  #send(message: ToWorker): void {
    // A worker that is gone is noticed by its exit.
    this.#child.send(message, () => {})
  }

  #print(text: string): void {
    if (this.#course !== null) this.#course.text += text
  }

  #hear(message: FromWorker): void {
    this.#spoken = true
    this.#waitForWord()
    if (this.#course === null) return
    if (message.kind === 'text') this.#course.text += message.text
    if (message.kind === 'started') this.#course.test = message.test
    if (message.kind === 'passed') this.#course.passed += 1
    if (message.kind === 'closed') this.#end(message)
  }

  #waitForWord(): void {
    clearTimeout(this.#silence)
    if (this.#course === null) return
    // Until it has spoken a worker is only starting, which a busy machine makes slow.
    const patience = this.#spoken ? this.#limits.silence : Math.max(this.#limits.silence, 30_000)
    this.#silence = setTimeout(() => this.kill(`killed: hung for ${patience / 1000} s`), patience)
  }

  #breakOff(how: string): void {
    if (this.#course === null) return
    const { test, passed } = this.#course
    const where = test === '' ? 'while loading' : `in or after "${test}"`
    this.#end({ kind: 'broken', reason: `${this.#killedFor ?? how}, ${where}`, passed })
  }

  #end(ending: Ending): void {
    clearTimeout(this.#silence)
    const course = this.#course
    this.#course = null
    course?.done({ ending, text: course.text })
  }
}
