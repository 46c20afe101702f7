// The wrapper around uvu must not believe a test file that passed nothing. Each case below makes bare uvu exit 0,
// or takes its process away. One run over all fixtures: starting a worker costs more than the cases do.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Outcome, runTests } from './suites/crew.ts'
import { findTests } from './suites/find.ts'
import { allWell, closingLines, fileLines, type Result } from './suites/report.ts'
import type { Limits } from './suites/worker-process.ts'

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))
const head = "import { suite } from 'uvu'\nconst test = suite('box')\n"

/** Source of each fixture by its path; `a-honest` stands beside them all and must pass. */
const fixtures: Record<string, string> = {
  'test/a-honest.test.ts': `${head}test('holds', () => {})\ntest('holds too', async () => {})\ntest.run()`,
  'test/after-throws.test.ts': `${head}test.after(() => { throw new Error('after broke') })\ntest('holds', () => {})\ntest.run()`,
  'test/before-throws.test.ts': `${head}test.before(() => { throw new Error('before broke') })\ntest('holds', () => {})\ntest.run()`,
  'test/empty.test.ts': 'export {}',
  'test/exits.test.ts': `${head}test('holds', () => {})\ntest('leaves', () => process.exit(0))\ntest.run()`,
  'test/fails.test.ts': `${head}test('is wrong', () => { throw new Error('two is three') })\ntest.run()`,
  'test/hangs.test.ts': `${head}test('waits', () => new Promise(() => {}))\ntest.run()`,
  'test/late.test.ts': `${head}test('holds', () => {})\ntest.run()\ntest('comes late', () => {})`,
  'test/no-run.test.ts': `${head}test('holds', () => {})`,
  'test/only.test.ts': `${head}test('hidden', () => {})\ntest.only('shown', () => {})\ntest.run()`,
  'test/rejects.test.ts': `${head}test('drops a promise', () => { Promise.reject(new Error('dropped')) })\ntest.run()`,
  'test/second-no-run.test.ts': `${head}test('holds', () => {})\ntest.run()\nsuite('other')('never', () => {})`,
  // Skipped here because nothing says why.
  'test/skips-quietly.test.ts': `${head}test('holds', () => {})\ntest.skip('gone', () => {})\ntest.run()`,
  'test/skips.test.ts': `${head}test('holds', () => {})\ntest.skip('opens: needs a door', () => {})\ntest.run()`,
  'test/spins.test.ts': `${head}test('turns', () => { for (;;); })\ntest.run()`,
  'test/string.test.ts': `${head}test('throws a string', () => { throw 'no error' })\ntest.run()`,
  'test/throws-late.test.ts': `${head}test('leaves a timer', () => { setTimeout(() => { throw new Error('too late') }) })\ntest.run()`,
  'test/unloadable.test.ts': "import './nothing.ts'",
}

const limits: Limits = { test: 400, silence: 3000, total: 50_000 }

function layOut(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'hausrecht-wrapper-'))
  symlinkSync(modules, join(root, 'node_modules'))
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), source)
  }
  return root
}

async function runIn(root: string, workers: number, within: Limits, secondLooks = 0): Promise<Outcome> {
  try {
    return await runTests({
      root,
      files: findTests(root, []),
      workers,
      limits: within,
      env: process.env,
      secondLooks,
      onResult: () => {},
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const wrapper = suite('test wrapper')
let outcome: Outcome
const resultOf = (name: string): Result => {
  const result = outcome.results.find(({ file }) => file === `test/${name}.test.ts`)
  if (result === undefined) throw new Error(`no result of ${name}`)
  return result
}
const refuses = (name: string, passed: number, failed: number, problem: RegExp): void => {
  const { verdict } = resultOf(name)
  assert.match(verdict.problems.join('\n'), problem)
  assert.equal([verdict.passed, verdict.failed], [passed, failed])
}

wrapper.before(async () => {
  outcome = await runIn(layOut(fixtures), 2, limits)
})

wrapper('gives every file a result', () => {
  assert.equal(outcome.results.map(({ file }) => file).sort(), Object.keys(fixtures).sort())
})

wrapper('passes a file whose tests all passed', () => {
  assert.equal(resultOf('a-honest').verdict, { passed: 2, failed: 0, problems: [], skipped: [], notes: [] })
})

wrapper('shows why a test failed', () => {
  const result = resultOf('fails')
  assert.is(result.verdict.failed, 1)
  assert.match(fileLines(result), /FAIL .*fails\.test\.ts[\s\S]*is wrong[\s\S]*two is three/)
})

wrapper('refuses a file or a suite without run()', () => {
  refuses('no-run', 0, 1, /suite "box" never calls run\(\)/)
  refuses('second-no-run', 1, 1, /suite "other" never calls run\(\)/)
})

wrapper('refuses tests that were registered after run()', () => {
  refuses('late', 1, 1, /1 of 2 tests of suite "box" never started/)
})

wrapper('refuses a throwing hook and names it', () => {
  refuses('before-throws', 0, 1, /before of suite "box" failed: Error: before broke/)
  refuses('after-throws', 0, 1, /after of suite "box" failed: Error: after broke/)
})

wrapper('refuses a test that throws a string, and shows the string', () => {
  const result = resultOf('string')
  assert.equal([result.verdict.passed, result.verdict.failed], [0, 1])
  assert.match(result.text, /threw string no error, not an Error/)
})

wrapper('refuses a file without tests, and one that cannot be loaded', () => {
  refuses('empty', 0, 1, /has no test/)
  refuses('unloadable', 0, 2, /could not be loaded/)
})

wrapper('refuses .only, and a skip without a reason', () => {
  refuses('only', 2, 1, /uses \.only/)
  refuses('skips-quietly', 1, 1, /line 4 skips a test without a reason/)
})

wrapper('prints the reason of a skipped test', () => {
  assert.match(fileLines(resultOf('skips')), /^ ok .*\n {4}skipped: box: opens: needs a door$/)
})

wrapper('looks at a failing file once more, and believes the second look of it alone', async () => {
  const once = `${head}import { existsSync, writeFileSync } from 'node:fs'
test('fails the first time', () => { if (existsSync('tried')) return; writeFileSync('tried', ''); throw new Error('in a hurry') })
test.run()`
  const root = layOut({ 'test/fails.test.ts': fixtures['test/fails.test.ts'] ?? '', 'test/once.test.ts': once })
  const { results, notes } = await runIn(root, 1, limits, 2)
  assert.equal(results.map(({ file, verdict }) => [file, verdict.failed]).sort(), [
    ['test/fails.test.ts', 1],
    ['test/once.test.ts', 0],
  ])
  assert.equal(notes, ['test/once.test.ts failed beside others and passed alone'])
  assert.not(allWell(results))
})

wrapper('names the test that waits for ever, and the one that never yields', () => {
  assert.match(resultOf('hangs').text, /waits[\s\S]*did not end within 0\.4 s/)
  assert.is(resultOf('hangs').verdict.failed, 1)
  refuses('spins', 0, 1, /hung for 3 s, in or after "box: turns"/)
})

wrapper('names the test that ends the process, and keeps what passed before', () => {
  refuses('exits', 1, 1, /ended the process \(exit code 1\), in or after "box: leaves"/)
})

wrapper('refuses a rejection or an exception that nobody caught', () => {
  refuses('rejects', 1, 1, /unhandled rejection: Error: dropped/)
  refuses('throws-late', 1, 1, /uncaught exception: Error: too late/)
})

wrapper('counts all of it in the last line', () => {
  const sum = (count: 'passed' | 'failed'): number =>
    outcome.results.reduce((total, { verdict }) => total + verdict[count], 0)
  assert.is(closingLines(outcome.results, []).split('\n').at(-1), `${sum('passed')} passed, ${sum('failed')} failed`)
  assert.not(allWell(outcome.results))
})

wrapper('refuses a run without files', async () => {
  const none = await runIn(layOut({}), 1, limits)
  assert.not(allWell(none.results))
  assert.is(closingLines(none.results, none.notes), '\n0 passed, 1 failed')
})

wrapper('ends a run that takes too long and says what was not run', async () => {
  const slow = `${head}test('waits', () => new Promise(() => {}))\ntest.run()`
  const root = layOut({ 'test/a.test.ts': slow, 'test/b.test.ts': slow })
  const { results } = await runIn(root, 1, { test: 60_000, silence: 60_000, total: 1500 })
  const problems = results.map(({ verdict }) => verdict.problems.join())
  assert.match(problems[0] ?? '', /the whole run took more than 1\.5 s/)
  assert.match(problems[1] ?? '', /no time was left/)
})

wrapper.run()
