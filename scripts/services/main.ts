// Runs one service in the foreground: says how to reach it on one line of JSON, ends it with itself.

import { HausrechtError } from '#protocol/fault.ts'
import { startSwift } from './swift/swift.ts'
import { startTurn } from './turn/turn.ts'

interface Running {
  /** How to reach it. */
  readonly reach: Readonly<Record<string, unknown>>
  readonly end: () => Promise<void>
}

const SERVICES: Readonly<Record<string, () => Promise<Running>>> = {
  swift: async () => {
    const { end, ...reach } = await startSwift()
    return { reach, end }
  },
  turn: async () => {
    const { end, urls, secretFile } = await startTurn()
    return { reach: { urls, secretFile }, end }
  },
}

const run = async (name = ''): Promise<void> => {
  const start = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined
  if (start === undefined)
    throw new HausrechtError('usage', `node scripts/services.mjs ${Object.keys(SERVICES).join('|')}`)
  const { reach, end } = await start()
  process.stdout.write(`${JSON.stringify({ ready: true, service: name, ...reach, pid: process.pid })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      end().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

run(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)}\n`)
  process.exitCode = error instanceof HausrechtError && error.code === 'usage' ? 2 : 1
})
