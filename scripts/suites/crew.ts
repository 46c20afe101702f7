// Runs test files over a few worker processes that each take the next file when they are free.

import { join } from 'node:path'
import { silentSkips } from './find.ts'
import type { Result } from './report.ts'
import { judge } from './verdict.ts'
import { type Limits, type Run, WorkerProcess } from './worker-process.ts'

export interface Order {
  readonly root: string
  /** Relative to `root`, in the order they shall begin. */
  readonly files: readonly string[]
  readonly workers: number
  readonly limits: Limits
  readonly env: NodeJS.ProcessEnv
  /** How many failing files may be run once more, alone: a machine in a hurry fails clocks, a fault fails twice. */
  readonly secondLooks: number
  readonly onResult: (result: Result) => void
}

export interface Outcome {
  readonly results: readonly Result[]
  readonly notes: readonly string[]
}

const notRun: Run = { ending: { kind: 'broken', reason: 'not run: no time was left', passed: 0 }, text: '' }

class Crew {
  readonly results: Result[] = []
  readonly notes: string[] = []
  readonly #order: Order
  readonly #queue: string[]
  readonly #atWork = new Set<WorkerProcess>()
  #over = false

  constructor(order: Order) {
    this.#order = order
    this.#queue = [...order.files]
  }

  /** Ends what runs; files still waiting are then not run. */
  end(reason: string): void {
    this.#over = true
    for (const worker of this.#atWork) worker.kill(reason)
  }

  /** One worker's day; a file that breaks its process costs only that process. */
  async work(): Promise<void> {
    let worker: WorkerProcess | null = null
    for (let file = this.#queue.shift(); file !== undefined; file = this.#queue.shift()) {
      const began = performance.now()
      if (!this.#over && !worker?.alive) worker = this.#hire()
      const run = this.#over || worker === null ? notRun : await worker.run(join(this.#order.root, file))
      this.#settle(file, run, performance.now() - began)
    }
    if (worker?.alive) this.notes.push(...(await worker.stop()))
  }

  #hire(): WorkerProcess {
    const { root, limits, env } = this.#order
    const worker = new WorkerProcess(root, limits, env)
    this.#atWork.add(worker)
    return worker
  }

  /** Runs failing files once more, one after another, if they are few. What passes only then is named. */
  async lookAgain(): Promise<void> {
    const failing = this.results.filter(({ verdict }) => verdict.failed > 0).map(({ file }) => file)
    if (this.#over || failing.length > this.#order.secondLooks) return
    this.#queue.push(...failing)
    await this.work()
    for (const file of failing) {
      const [first, second] = this.results.filter((result) => result.file === file)
      if (first && second) this.results.splice(this.results.indexOf(first), 1)
      if (second?.verdict.failed === 0) this.notes.push(`${file} failed beside others and passed alone`)
    }
  }

  #settle(file: string, { ending, text }: Run, millis: number): void {
    const verdict = judge(ending)
    const skips = silentSkips(this.#order.root, file)
    const problems = [...verdict.problems, ...skips]
    const result = { file, text, millis, verdict: { ...verdict, problems, failed: verdict.failed || skips.length } }
    this.results.push(result)
    this.#order.onResult(result)
  }
}

/** Always ends within `limits.total` and a few seconds; every file gets a result. */
export async function runTests(order: Order): Promise<Outcome> {
  const crew = new Crew(order)
  const { total } = order.limits
  const limit = setTimeout(() => crew.end(`killed: the whole run took more than ${total / 1000} s`), total)
  const leave = (): void => crew.end('killed')
  process.once('exit', leave)
  await Promise.all(Array.from({ length: order.workers }, () => crew.work()))
  await crew.lookAgain()
  clearTimeout(limit)
  process.off('exit', leave)
  crew.end('killed')
  return { results: crew.results, notes: crew.notes }
}
