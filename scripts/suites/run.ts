// Runs test files over a few worker processes that each take the next file when they are free.

import { join } from 'node:path'
import { type Limits, type Run, startWorker, type Worker } from './crew.ts'
import { silentSkips } from './find.ts'
import type { Result } from './report.ts'
import { judge } from './verdict.ts'

export interface Order {
  readonly root: string
  /** Relative to `root`, in the order they shall begin. */
  readonly files: readonly string[]
  readonly workers: number
  readonly limits: Limits
  readonly env: NodeJS.ProcessEnv
  readonly onResult: (result: Result) => void
}

export interface Outcome {
  readonly results: readonly Result[]
  readonly notes: readonly string[]
}

/** Always ends within `limits.total` and a few seconds; every file gets a result. */
export async function runTests(order: Order): Promise<Outcome> {
  const queue = [...order.files]
  const results: Result[] = []
  const notes: string[] = []
  const atWork = new Set<Worker>()
  let over = false
  const end = setTimeout(() => {
    over = true
    for (const worker of atWork) worker.kill(`killed: the whole run took more than ${order.limits.total / 1000} s`)
  }, order.limits.total)

  function settle(file: string, run: Run, millis: number): void {
    const verdict = judge(run.ending)
    const skips = silentSkips(order.root, file)
    const problems = [...verdict.problems, ...skips]
    const result = {
      file,
      text: run.text,
      millis,
      verdict: { ...verdict, problems, failed: verdict.failed || skips.length },
    }
    results.push(result)
    order.onResult(result)
  }

  async function work(): Promise<void> {
    let worker: Worker | null = null
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (over) {
        settle(file, { ending: { kind: 'broken', reason: 'not run: no time was left', passed: 0 }, text: '' }, 0)
        continue
      }
      if (!worker?.alive()) {
        worker = startWorker(order.root, order.limits, order.env)
        atWork.add(worker)
      }
      const began = performance.now()
      const run = await worker.run(join(order.root, file))
      settle(file, run, performance.now() - began)
    }
    if (worker?.alive()) notes.push(...(await worker.stop()))
  }

  const kill = (): void => {
    for (const worker of atWork) worker.kill('killed')
  }
  process.once('exit', kill)
  await Promise.all(Array.from({ length: order.workers }, work))
  clearTimeout(end)
  kill()
  process.off('exit', kill)
  return { results, notes }
}
