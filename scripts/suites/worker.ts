// The process that runs test files, one after the other, as its parent hands them out over the channel.
// It counts and reports; what the counts mean is decided in verdict.ts.

import { pathToFileURL } from 'node:url'
import type { FileBook, FromWorker, Summary, ToWorker } from './book.ts'
import { exec, openTally, readTally } from './tally.ts'

const limitMs = Number(process.argv[2])
let problems: string[] = []
let printed = ''

const send = (message: FromWorker): void => void process.send?.(message)

type Encoding = BufferEncoding | undefined
type Done = ((error?: Error | null) => void) | undefined

function takeOverOutput(stream: NodeJS.WriteStream): void {
  stream.write = (chunk: string | Uint8Array, encoding?: Encoding | Done, done?: Done): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    printed += text
    send({ kind: 'text', text })
    const written = typeof encoding === 'function' ? encoding : done
    written?.()
    return true
  }
}

const stackOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)

function readSummary(text: string): Summary | null {
  // The last one counts: a test may itself have printed something of the kind.
  const found = [...text.matchAll(/^ {2}Total: {5}(\d+)\n {2}Passed: {4}(\d+)$/gm)].at(-1)
  return found === undefined ? null : { total: Number(found[1]), passed: Number(found[2]) }
}

function countHandles(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

const added = (before: Map<string, number>): string[] =>
  [...countHandles()].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind)

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Sockets and files close a moment after they are told to: waits a little before it calls one left open. */
async function findLeaks(before: Map<string, number>): Promise<string[]> {
  for (let round = 0; round < 20; round += 1) {
    if (added(before).length === 0) return []
    await pause(10)
  }
  return added(before)
}

/** uvu keeps its queue on the global object and runs it from there; one file at a time is put in it. */
async function execute(file: string): Promise<void> {
  Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: [[null]] })
  try {
    await import(pathToFileURL(file).href)
  } catch (thrown) {
    problems.push(`could not be loaded: ${stackOf(thrown)}`)
  }
  try {
    await exec()
  } catch (thrown) {
    problems.push(`uvu gave up: ${stackOf(thrown)}`)
  }
}

async function runFile(file: string): Promise<FileBook> {
  problems = []
  printed = ''
  const before = countHandles()
  openTally(
    {
      started: (test) => send({ kind: 'started', test }),
      passed: () => send({ kind: 'passed' }),
      problem: (text) => problems.push(text),
    },
    limitMs,
  )
  await execute(file)
  const leaks = await findLeaks(before)
  // A rejection nobody handles is told of only after the turn it happened in.
  await pause(1)
  return { suites: readTally(), summary: readSummary(printed), problems, leaks }
}

process.on('unhandledRejection', (reason) => problems.push(`unhandled rejection: ${stackOf(reason)}`))
process.on('uncaughtException', (error) => problems.push(`uncaught exception: ${stackOf(error)}`))
process.on('disconnect', () => process.exit())
process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') {
    process.removeAllListeners('disconnect')
    process.disconnect()
    return
  }
  runFile(message.file).then(
    (book) => send({ kind: 'closed', book }),
    (thrown: unknown) => {
      process.exitCode = 1
      send({ kind: 'closed', book: { suites: [], summary: null, problems: [stackOf(thrown)], leaks: [] } })
    },
  )
})

takeOverOutput(process.stdout)
takeOverOutput(process.stderr)
send({ kind: 'ready' })
