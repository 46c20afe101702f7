import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import { type DoorId, type EpochMs, later, millis, minutes, seconds } from '#protocol/units.ts'
import { doorIdOf, makeKey, toVerify } from '#test/support/people.ts'
import type { Intake } from '../access/journals.ts'
import type { StorePort } from '../store/port.ts'
import { NOON, someAdmission, someOwnership, someThumbprint } from '../store/sample.fixture.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { createIntake } from './intake.ts'
import {
  batch,
  EGRESS,
  ordinary,
  someIntent,
  type Written,
  writeJournal,
  writeLine,
  writtenAt,
} from './lines.fixture.ts'

interface Bench {
  folder: string
  store: StorePort
  intake: Intake
  now: EpochMs
  signer: SigningKey
  door: DoorId
  key: VerifyKey
  /** Thirty ordinary lines of the door. */
  lines: Written[]
}

const doorKey = await makeKey()
const written = await writeJournal(doorKey, ordinary(30))

const test = suite<Bench>('journal intake')
test.before.each(async (bench) => {
  bench.folder = mkdtempSync(join(tmpdir(), 'hausrecht-intake-'))
  bench.store = await openSqliteStore(join(bench.folder, 'bridge.db'))
  bench.now = NOON
  const clock = {
    now: () => bench.now,
    monotonic: () => millis(0),
    after: () => () => undefined,
    every: () => () => undefined,
  }
  bench.intake = createIntake({ journals: bench.store.journals, clock })
  bench.signer = doorKey
  bench.door = doorIdOf(doorKey)
  bench.key = await toVerify(doorKey)
  bench.lines = written
  await bench.store.doors.own(bench.door, someOwnership({ doorKey: doorKey.jwk }), NOON)
})
test.after.each(async ({ store, folder }) => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const take = async (bench: Bench, lines: readonly { readonly line: string }[]) => {
  const taken = await bench.intake.take(bench.door, bench.key, batch(lines))
  assert.ok(taken.ok, taken.ok ? '' : taken.code)
  return taken
}
const headOf = async ({ store, door }: Bench): Promise<number> => (await store.journals.head(door))?.n ?? -1
const told = (notices: readonly { readonly notice: string }[]): string[] => notices.map(({ notice }) => notice)

test('stores what follows and says how far it is', async (bench) => {
  const first = await take(bench, bench.lines.slice(0, 10))
  assert.equal([first.head?.n, first.again, first.notices], [9, false, []])
  const second = await take(bench, bench.lines.slice(10))
  assert.equal(second.head, { n: 29, hash: bench.lines[29]?.hash })
  const held = await bench.store.journals.read(bench.door, 0, 100, 1_000_000)
  assert.equal(
    held.map(({ line }) => line),
    bench.lines.map(({ line }) => line),
  )
  assert.is(held[0]?.kind, 'genesis')
  assert.is(held[3]?.at, writtenAt(3))
})

test('takes what comes again as if it had not', async (bench) => {
  await take(bench, bench.lines.slice(0, 20))
  const again = await take(bench, bench.lines.slice(5, 15))
  assert.equal([again.head?.n, again.again, again.notices], [19, false, []])
  const across = await take(bench, bench.lines.slice(15, 25))
  assert.equal([across.head?.n, across.again, across.notices], [24, false, []])
  assert.is((await bench.store.journals.findings(bench.door)).length, 0)
})

test('takes batches that arrive together in their order', async (bench) => {
  const batches = [0, 10, 20].map((from) => take(bench, bench.lines.slice(from, from + 10)))
  assert.equal(
    (await Promise.all(batches)).map(({ head }) => head?.n),
    [9, 19, 29],
  )
})

test('asks once for what is missing, and tells the owner when it still does not come', async (bench) => {
  await take(bench, bench.lines.slice(0, 5))
  const beyond = bench.lines.slice(8, 12)
  const first = await take(bench, beyond)
  assert.equal([first.head?.n, first.again, first.notices], [4, true, []])
  const second = await take(bench, beyond)
  assert.equal([second.again, told(second.notices)], [false, ['journal_gap']])
  assert.equal(told((await take(bench, beyond)).notices), [], 'once')
  const filled = await take(bench, bench.lines.slice(5))
  assert.equal([filled.head?.n, filled.again], [29, false])
  assert.is((await bench.store.journals.findings(bench.door))[0]?.kind, 'gap')
})

test('keeps what it can of a batch that has a hole', async (bench) => {
  const taken = await take(bench, [...bench.lines.slice(0, 4), ...bench.lines.slice(6, 9)])
  assert.equal([taken.head?.n, taken.again], [3, true])
})

test('keeps both branches of a fork and goes on with the first', async (bench) => {
  await take(bench, bench.lines.slice(0, 10))
  const other = await writeJournal(bench.signer, [EGRESS, { kind: 'boot', version: '1' }, EGRESS], bench.lines[6])
  const taken = await take(bench, other)
  assert.equal([taken.head?.n, taken.again, told(taken.notices)], [9, false, ['journal_forked']])
  const findings = await bench.store.journals.findings(bench.door)
  // The seventh entry is the same in both: the clock stands still in this test.
  assert.equal(
    findings.map(({ n, line }) => [n, line]),
    other.slice(1).map(({ n, line }) => [n, line]),
  )
  assert.equal(told((await take(bench, other)).notices), [], 'once')
  assert.is((await take(bench, bench.lines.slice(10))).head?.n, 29)
})

test('knows a branch that leaves ours at its very end', async (bench) => {
  await take(bench, bench.lines.slice(0, 10))
  const other = await writeJournal(bench.signer, [{ kind: 'boot', version: '1' }, EGRESS, EGRESS], bench.lines[8])
  const taken = await take(bench, other.slice(1))
  assert.equal([taken.head?.n, taken.again, told(taken.notices)], [9, false, ['journal_forked']])
})

test("refuses a batch with a line that is not the door's, and keeps nothing of it", async (bench) => {
  const other = await writeJournal(await makeKey(), ordinary(3))
  const [zero, one] = bench.lines
  assert.ok(zero && one)
  const [header, , signature] = one.line.split('.')
  const body = Buffer.from(one.line.split('.')[1] ?? '', 'base64url')
    .toString()
    .replace('egress', 'genesi')
  const edited = { line: [header, Buffer.from(body).toString('base64url'), signature].join('.') }
  for (const bad of [other[1], edited, { line: '' }, { line: 'x'.repeat(1000) }]) {
    assert.ok(bad)
    const taken = await bench.intake.take(bench.door, bench.key, batch([zero, bad]))
    assert.is(taken.ok, false)
  }
  assert.is(await headOf(bench), -1)
})

test('keeps words of a newer door that this bridge does not know', async (bench) => {
  const { request } = someIntent()
  const lines = await writeJournal(bench.signer, [
    { kind: 'genesis', version: '9' },
    { kind: 'weather', rain: true } as never,
    { kind: 'opened', request, after: millis(1), colour: 'green' } as never,
    { kind: 'remote', off: true },
  ])
  const taken = await take(bench, lines)
  assert.equal([taken.head?.n, taken.remoteOff], [3, true])
  const held = await bench.store.journals.read(bench.door, 0, 10, 10_000)
  assert.equal(
    held.map(({ kind }) => kind),
    ['genesis', 'weather', 'opened', 'remote'],
  )
})

test('refuses entries that the door signed for another door', async (bench) => {
  const taken = await bench.intake.take(someThumbprint() as DoorId, bench.key, batch(bench.lines.slice(0, 1)))
  assert.equal(taken.ok ? '' : taken.code, 'wrong_door')
})

test('reads uses, bindings, answers and the switch out of the entries', async (bench) => {
  const { store, door } = bench
  const intent = someIntent()
  const [spend] = intent.spends
  assert.ok(spend)
  const link = { link: spend.grant, to: someThumbprint(), exp: spend.exp }
  await store.requests.admit(someAdmission({ door, request: intent.request }))
  const { request } = intent
  const closed = { kind: 'closed', request, opened: true, entered: true, lasted: seconds(5) } as const
  const lines = await writeJournal(bench.signer, [
    { kind: 'genesis', version: '0' },
    { ...intent, binds: [link] },
    { kind: 'opened', request, after: millis(100) },
    { kind: 'remote', off: true },
  ])
  assert.is((await take(bench, lines)).remoteOff, true)
  const standing = await store.requests.standing(door, request, [spend.grant], later(NOON, minutes(60)))
  assert.equal([...standing.uses], [[spend.grant, 1]])
  assert.equal([...standing.bound], [[spend.grant, link.to]])
  assert.is((await store.doors.get(door))?.remoteOff, true)
  assert.is((await store.requests.outstanding(door))[0]?.step, 'opened')
  assert.is((await take(bench, [await writeLine(bench.signer, lines[3], closed)])).remoteOff, undefined)
  assert.is((await store.requests.outstanding(door)).length, 0)
})

test('keeps the switch when the same owner pairs again, and forgets it with the owner', async (bench) => {
  const [owner, other, bridge] = [(await makeKey()).jwk, (await makeKey()).jwk, (await makeKey()).jwk]
  const lines = await writeJournal(bench.signer, [
    { kind: 'paired', owner, bridge },
    { kind: 'remote', off: true },
    { kind: 'paired', owner, bridge },
    { kind: 'paired', owner: other, bridge },
  ])
  assert.is((await take(bench, lines.slice(0, 2))).remoteOff, true)
  assert.is((await take(bench, lines.slice(2, 3))).remoteOff, undefined)
  assert.is((await bench.store.doors.get(bench.door))?.remoteOff, true)
  assert.is((await take(bench, lines.slice(3))).remoteOff, false)
})

test('hears from a signed state that a journal was cut, unless the state is only late', async (bench) => {
  await take(bench, bench.lines)
  const [at20, at29] = [bench.lines[20], bench.lines[29]]
  assert.ok(at20 && at29)
  const shown = async (head: Written, at: EpochMs) => told(await bench.intake.shown(bench.door, head, at))
  assert.equal(await shown(at29, later(writtenAt(29), minutes(5))), [])
  assert.equal(await shown(at20, writtenAt(20)), [], 'overtaken by what was written since')
  assert.equal(await shown(at20, later(writtenAt(29), minutes(5))), ['journal_cut'])
  assert.equal(await shown(at20, later(writtenAt(29), minutes(6))), [], 'once')
  assert.equal(await shown({ ...at20, hash: at29.hash }, writtenAt(20)), ['journal_forked'])
})

test('finds shown entries that do not come', async (bench) => {
  await take(bench, bench.lines.slice(0, 10))
  const [at20] = bench.lines.slice(20)
  assert.ok(at20)
  const shown = () => bench.intake.shown(bench.door, at20, writtenAt(20))
  assert.equal(await shown(), [])
  bench.now = later(NOON, seconds(29))
  assert.equal(await bench.intake.late(), [])
  await take(bench, bench.lines.slice(10, 12))
  bench.now = later(bench.now, seconds(29))
  assert.equal(await bench.intake.late(), [], 'some came')
  bench.now = later(bench.now, seconds(2))
  const [late, ...others] = await bench.intake.late()
  assert.equal([late?.door, late?.told.notice, others.length], [bench.door, 'journal_gap', 0])
  assert.equal(await bench.intake.late(), [], 'once')
  await take(bench, bench.lines.slice(12))
  assert.equal(await shown(), [])
  bench.now = later(bench.now, minutes(5))
  assert.equal(await bench.intake.late(), [])
})

test('ends with the same journal however the batches are cut, repeated and overlapped', async (bench) => {
  const cuts = fc.array(fc.tuple(fc.nat(29), fc.integer({ min: 1, max: 12 })), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(cuts, async (pieces) => {
      const door = bench.door
      const store = await openSqliteStore(':memory:')
      await store.doors.own(door, someOwnership(), NOON)
      const clock = {
        now: () => NOON,
        monotonic: () => millis(0),
        after: () => () => undefined,
        every: () => () => undefined,
      }
      const intake = createIntake({ journals: store.journals, clock })
      for (const [from, length] of pieces)
        await intake.take(door, bench.key, batch(bench.lines.slice(from, from + length)))
      const head = (await intake.head(door))?.n ?? -1
      const held = await store.journals.read(door, 0, 100, 1_000_000)
      assert.equal(
        held.map(({ hash }) => hash),
        bench.lines.slice(0, head + 1).map(({ hash }) => hash),
      )
      assert.is((await store.journals.findings(door)).filter(({ kind }) => kind !== 'gap').length, 0)
      await intake.take(door, bench.key, batch(bench.lines.slice(head + 1)) || batch(bench.lines))
      assert.is((await intake.head(door))?.n, 29)
      await store.close()
    }),
    { numRuns: 25 },
  )
})

test('refuses any bytes that are no lines', async (bench) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) => {
      assert.is((await bench.intake.take(bench.door, bench.key, text)).ok, false)
    }),
    { numRuns: 100 },
  )
})

test.run()
