// A small part of each bench, to see that it works and gives what it promises. Its figures are not looked at: they mean
// something on a quiet machine only.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod'
import { NUMBERS } from '#device/camera/scene/number.ts'
import type { CheckedClip } from '#protocol/clip/verify.ts'
import { tarballPath } from '#test/image/roots.ts'
import { OWN } from '../package/packaged.fixture.ts'
import { atLeast, atMost, type Bench, type Result } from './bench.ts'
import { BENCHES } from './benches.ts'
import { lacksBoot } from './boot/boot.ts'
import { lacksFootprint } from './footprint/footprint.ts'
import { pasted } from './page.ts'
import { compileOnce } from './parts/built.ts'
import { gapsIn, skippedIn } from './parts/gaps.ts'
import { startProgram } from './parts/program.ts'
import { isThere, treeOf } from './parts/tree.ts'
import { until } from './parts/wait.ts'
import { runBench } from './run.ts'
import { tableMarkdown, tableText } from './show.ts'
import { median, p99, percentile } from './spread.ts'
import { lacksShares } from './starved/shares.ts'

const target = z.strictObject({
  what: z.string().min(1),
  goal: z.number(),
  is: z.enum(['at most', 'at least']),
  value: z.number(),
  unit: z.string(),
  ok: z.boolean(),
})
const result = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  targets: z.array(target).min(1),
  figures: z.array(z.strictObject({ what: z.string().min(1), value: z.number(), unit: z.string() })),
  given: z.record(z.string(), z.union([z.string(), z.number()])),
  size: z.literal('tiny'),
  command: z.string(),
  machine: z.string(),
  at: z.iso.datetime(),
  seconds: z.number(),
})

const isInstalled = (program: string): boolean =>
  spawnSync('/bin/sh', ['-c', `PATH="$PATH:/usr/sbin"; command -v ${program}`]).status === 0

const test = suite('benches')

const needsOf: Readonly<Record<string, () => string | undefined>> = {
  unlock: () => (isInstalled('mosquitto') ? undefined : 'needs mosquitto'),
  footprint: lacksFootprint,
  starved: lacksShares,
  // Making a root takes minutes: `npm run test:image` and the bench itself do.
  boot: () => lacksBoot() ?? (existsSync(tarballPath(OWN)) ? undefined : 'needs a Debian root that is made already'),
}

const lacks = ({ name }: Bench): string | undefined => needsOf[name]?.()

interface Ran {
  readonly measured: Result
  readonly said: readonly string[]
}

const runTiny = async (bench: Bench): Promise<Ran> => {
  const said: string[] = []
  return { measured: await runBench(bench, { size: 'tiny', say: (line) => said.push(line) }), said }
}

/** Each waits for its programs most of the time: so two at a time, in the order of the tests. */
const AT_ONCE = 2

interface Awaited {
  readonly ran: Promise<Ran>
  readonly begin: () => Promise<Ran>
}

const awaited = (bench: Bench): Awaited => {
  let tell: (ran: Promise<Ran>) => void = () => undefined
  const ran = new Promise<Ran>((resolve) => {
    tell = resolve
  })
  // Its test tells how it went; that may be later.
  ran.catch(() => undefined)
  return {
    ran,
    begin: () => {
      tell(runTiny(bench))
      return ran
    },
  }
}

class Runs {
  private readonly end: () => void
  private readonly all: ReadonlyMap<string, Awaited>
  private readonly queue: Awaited[]
  private readonly over: Promise<unknown>

  private constructor(end: () => void) {
    this.end = end
    const benches = BENCHES.filter((bench) => lacks(bench) === undefined)
    this.all = new Map(benches.map((bench) => [bench.name, awaited(bench)] as const))
    this.queue = [...this.all.values()]
    this.over = Promise.all(Array.from({ length: AT_ONCE }, () => this.work()))
  }

  /** Dozens of programs are started: compiled once. */
  static async open(): Promise<Runs> {
    return new Runs(await compileOnce())
  }

  of({ name }: Bench): Promise<Ran> | undefined {
    return this.all.get(name)?.ran
  }

  async close(): Promise<void> {
    this.queue.length = 0
    await this.over
    this.end()
  }

  private async work(): Promise<void> {
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await next.begin().catch(() => undefined)
  }
}

const runs: { open?: Runs } = {}
test.before(async () => {
  runs.open = await Runs.open()
})
test.after(async () => {
  await runs.open?.close()
})

for (const bench of BENCHES) {
  const needs = lacks(bench)
  const run = needs === undefined ? test : test.skip
  run(`${bench.name} gives its targets in a tiny run${needs === undefined ? '' : `: ${needs}`}`, async () => {
    const ran = await runs.open?.of(bench)
    assert.ok(ran)
    const { measured, said } = ran
    const read = result.parse(JSON.parse(JSON.stringify(measured)))
    assert.is(read.name, bench.name)
    assert.is(
      read.ok,
      read.targets.every(({ ok }) => ok),
    )
    assert.ok(said.length > 0, 'whoever waits hears nothing')
  })
}

test('the program prints its result as the last line, and refuses a name it does not know', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { encoding: 'utf8', timeout: 30_000 })
  const { stdout, status } = run('decide', '--tiny', '--json')
  const last = result.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''))
  assert.is(last.name, 'decide')
  assert.is(status, last.ok ? 0 : 1)
  const unknown = run('nonsense', '--json')
  assert.is(unknown.status, 2)
  assert.match(unknown.stderr, 'There is no bench "nonsense"')
})

const example: Result = {
  name: 'unlock',
  ok: false,
  targets: [atMost('request to pin, p50', 6, 5.123, 'ms'), atLeast('ratio', 0.5, 0.4999, '')],
  figures: [{ what: 'echo', value: 44, unit: 'ms' }],
  given: { unlocks: 3 },
  size: 'full',
  command: 'npm run bench -- unlock',
  machine: '2 cores, Node 20',
  at: '2026-11-23T10:00:00.000Z',
  seconds: 1.5,
}

test('judges what was measured, and shows it rounded', () => {
  assert.equal(
    example.targets.map(({ value, ok }) => [value, ok]),
    [
      [5.12, true],
      [0.5, false],
    ],
  )
  assert.not(atMost('p99', 25, 25.1, 'ms').ok)
})

test('takes percentiles by nearest rank', () => {
  const values = [5, 1, 4, 2, 3]
  assert.equal([median(values), p99(values), percentile(values, 0)], [3, 5, 1])
  assert.throws(() => median([]), /Nothing was measured/)
})

test('counts numbers that are in no picture, and those that cannot be read', () => {
  const skipped = (...numbers: (number | undefined)[]) => skippedIn({ pictures: numbers.length, numbers })
  assert.is(skipped(5, 6, 7), 0)
  assert.is(skipped(5, 6, 8, 11), 3)
  assert.is(skipped(5, undefined, 7), 1)
  assert.is(skipped(NUMBERS - 1, 0, 1), 0)
})

test('a film with other pictures than its parts say has gaps', () => {
  const line = { claims: { what: 'segment', first: 10, last: 19 } } as CheckedClip['lines'][number]
  const gaps = (findings: CheckedClip['findings'], pictures: number) =>
    gapsIn({ lines: [line], findings }, { pictures, numbers: [] })
  assert.is(gaps([], 10), 0)
  assert.is(gaps([{ code: 'no_end' }], 10), 0)
  assert.is(gaps([], 8), 2)
  assert.is(gaps([{ code: 'part_missing', n: 1 }, { code: 'no_end' }], 9), 2)
})

test('sees a program and what it started, and ends both by its group', async () => {
  const args = ['-c', 'sleep 60 & echo $!; wait']
  const program = await startProgram({ name: 'shell', command: '/bin/sh', args, group: true })
  const tree = treeOf(program.pid)
  assert.equal(
    tree.map(({ pid, words }) => [pid, words[0]]),
    [
      [program.pid, '/bin/sh'],
      [Number(program.ready), 'sleep'],
    ],
  )
  await program.end('SIGKILL')
  await until(() => !tree.some(({ pid }) => isThere(pid)), 'both are gone', 5000)
})

test('shows a table, and pastes one into the page between its marks alone', () => {
  assert.match(tableText(example), /request to pin, p50 +≤ 6 ms +5.12 ms +reached/)
  const marks = ['<!-- unlock: begin, written by npm run bench -- unlock --write-docs -->', '<!-- unlock: end -->']
  const page = pasted(['before', marks[0], 'old', marks[1], 'after'].join('\n'), example)
  assert.is(page, `before\n${marks[0]}\n\n${tableMarkdown(example)}\n\n${marks[1]}\nafter`)
  assert.is(pasted(page, example), page)
  assert.throws(() => pasted('nothing here', example), /lacks the marks/)
})

test.run()
