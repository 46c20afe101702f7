// npm test [-- PART-OF-A-PATH …] [--workers N] [--long]
// Runs every *.test.ts of the rooms and believes nothing but what was seen to pass.

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runTests } from './crew.ts'
import { findTests } from './find.ts'
import { allWell, closingLines, fileLines } from './report.ts'
import type { Limits } from './worker-process.ts'

const minute = 60_000
const usual: Limits = { test: minute, silence: 1.5 * minute, total: 30 * minute }
const long: Limits = { test: 30 * minute, silence: 31 * minute, total: 120 * minute }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean' }, workers: { type: 'string', default: '2' } },
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = findTests(root, positionals)
if (files.length === 0) console.error(`No test file matches: ${positionals.join(' ') || 'any room'}`)

const { results, notes } = await runTests({
  root,
  files,
  workers: Math.max(1, Math.min(Number(values.workers) || 1, files.length)),
  limits: values.long ? long : usual,
  env: values.long ? { ...process.env, HAUSRECHT_LONG: '1' } : process.env,
  secondLooks: 4,
  onResult: (result) => console.log(fileLines(result)),
})

console.log(closingLines(results, notes))
process.exitCode = allWell(results) ? 0 : 1
