import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening } from '#protocol/entry.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import { epochMs, epochSeconds, type GrantId, type RequestId, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { apply, fold } from './fold.ts'
import { anyHappening, NEW_YEAR } from './journal.fixture.ts'
import { boundTo, EMPTY_MEMORY, isSpent, type Memory, usesOf } from './memory.ts'
import { readMemory, writeMemory } from './memory-text.ts'

const request = (name: string): RequestId => name.padEnd(22, '_') as RequestId
const grant = (name: string): GrantId => name.padEnd(22, '_') as GrantId
const print = (letter: string): Thumbprint => letter.repeat(43) as Thumbprint
const jwk = (letter: string): PublicJwk => ({ kty: 'OKP', crv: 'Ed25519', x: letter.repeat(43) })

const after = (what: readonly Happening[], start: Memory = EMPTY_MEMORY): Memory =>
  fold(
    start,
    what.map((happening, n) => ({ at: epochMs(NEW_YEAR + n), what: happening })),
  )

const END = epochSeconds(toSeconds(NEW_YEAR) + 3600)
const intent = (name: string, overrides: Partial<Extract<Happening, { kind: 'intent' }>> = {}): Happening => ({
  kind: 'intent',
  request: request(name),
  act: 'unlock',
  holder: print('H'),
  via: 'local',
  spends: [{ grant: grant('g'), exp: END }],
  binds: [],
  ...overrides,
})
const listToken = (epoch: number, grants: string[]): string => {
  const claims = { v: 1, iss: print('O'), aud: print('D'), epoch, iat: 1, grants, keys: [], before: 0 }
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.e30`
}

const test = suite('memory')

test('counts a use for each intent to unlock, whatever becomes of it', () => {
  const memory = after([
    intent('one'),
    { kind: 'closed', request: request('one'), opened: false, entered: false, lasted: 0 as never },
    intent('two'),
  ])
  assert.is(usesOf(memory, grant('g')), 2)
  assert.is(usesOf(memory, grant('other')), 0)
})

test('holds a request spent after an intent and after a refusal', () => {
  const memory = after([intent('one'), { kind: 'refused', code: 'expired', via: 'local', request: request('two') }])
  assert.ok(isSpent(memory, request('one')))
  assert.ok(isSpent(memory, request('two')))
  assert.not(isSpent(memory, request('three')))
})

test('keeps spent requests through any number of refusals, within a bound', () => {
  const refusals = Array.from(
    { length: 9000 },
    (_, n): Happening => ({ kind: 'refused', code: 'expired', via: 'local', request: request(`r${n}`) }),
  )
  const memory = after(refusals, after([intent('one')]))
  assert.ok(isSpent(memory, request('one')))
  assert.ok(isSpent(memory, request('r8999')))
  assert.ok(isSpent(memory, request('r5200')))
  const kept = memory.answered.reduce((sum, ids) => sum + ids.size, 0)
  assert.ok(kept <= 4096 && kept > 4096 - 256, `${kept} ids`)
})

test('opens a visit with an intent to unlock and ends it with its own closing only', () => {
  const open = after([intent('one', { hold: 5000 as never })])
  assert.equal(open.visit, {
    request: request('one'),
    holder: print('H'),
    via: 'local',
    hold: 5000,
    opened: false,
    since: NEW_YEAR,
  })
  assert.is(after([{ kind: 'opened', request: request('one'), after: 300 as never }], open).visit?.opened, true)
  const closed = (name: string): Happening => ({
    kind: 'closed',
    request: request(name),
    opened: true,
    entered: true,
    lasted: 9 as never,
  })
  assert.ok(after([closed('other')], open).visit)
  assert.is(after([closed('one')], open).visit, undefined)
  assert.is(after([intent('two', { act: 'lock', spends: [] })]).visit, undefined)
})

test('binds a link to the first key for good', () => {
  const binds = (to: string) => [{ link: grant('link'), to: print(to), exp: END }]
  const memory = after([intent('one', { binds: binds('A') }), intent('two', { binds: binds('B') })])
  assert.is(boundTo(memory, grant('link')), print('A'))
})

test('forgets uses and bindings a day after their end, by the floor alone', () => {
  const used = after([intent('one', { binds: [{ link: grant('link'), to: print('A'), exp: END }] })])
  const clock = (floor: number): Happening => ({ kind: 'clock', trusted: true, floor: epochMs(floor), why: 'test' })
  const day = 24 * 3_600_000
  const kept = after([clock(END * 1000 + day)], used)
  assert.is(usesOf(kept, grant('g')), 1)
  assert.is(boundTo(kept, grant('link')), print('A'))
  const gone = after([clock(END * 1000 + day + 1)], used)
  assert.is(gone.uses.size, 0)
  assert.is(gone.bindings.size, 0)
})

test('takes a list only when its epoch is above the known one', () => {
  const list = (epoch: number, id: string): Happening => ({ kind: 'revocations', list: listToken(epoch, [grant(id)]) })
  const memory = after([list(2, 'a'), list(2, 'b'), list(1, 'c')])
  assert.is(memory.revoked.epoch, 2)
  assert.equal([...memory.revoked.grants], [grant('a')])
  assert.is(memory.revocations, listToken(2, [grant('a')]))
  assert.is(
    after([
      { kind: 'behind', epoch: 7 },
      { kind: 'behind', epoch: 5 },
    ]).epochSeen,
    7,
  )
})

test('starts with nothing of the owner before, and keeps all for the same owner', () => {
  const paired = (owner: string, bridge: string): Happening => ({
    kind: 'paired',
    owner: jwk(owner),
    bridge: jwk(bridge),
  })
  const lived = after([
    paired('A', 'X'),
    intent('one'),
    { kind: 'revocations', list: listToken(3, [grant('g')]) },
    { kind: 'remote', off: true },
    { kind: 'pin_set', slot: 4 },
  ])
  const moved = after([paired('A', 'Y')], lived)
  assert.equal(moved.paired?.bridge, jwk('Y'))
  assert.is(usesOf(moved, grant('g')), 1)
  assert.is(moved.revoked.epoch, 3)
  assert.equal(moved.pins, [4])
  const sold = after([paired('B', 'Y')], lived)
  assert.equal(sold.paired?.owner, jwk('B'))
  assert.is(sold.uses.size, 0)
  assert.is(sold.revoked.epoch, 0)
  assert.is(sold.revocations, undefined)
  assert.is(sold.remoteOff, false)
  assert.equal(sold.pins, [])
  assert.ok(isSpent(sold, request('one')))
})

test('does not trust the clock after a boot, and never lowers the floor by an entry', () => {
  const memory = after([
    { kind: 'clock', trusted: true, floor: epochMs(NEW_YEAR + 50_000), why: 'test' },
    { kind: 'egress' },
    { kind: 'boot', version: '1' },
  ])
  assert.equal(memory.clock, { trusted: false, floor: epochMs(NEW_YEAR + 50_000) })
  assert.is(
    apply(memory, { at: epochMs(NEW_YEAR + 60_000), what: { kind: 'egress' } } as never).clock.floor,
    NEW_YEAR + 60_000,
  )
})

test('keeps PIN slots in order and counts wrong PINs by slot and in all', () => {
  const wrong = (slot: number): Happening => ({ kind: 'pin', step: 'wrong', slot })
  const memory = after([{ kind: 'pin_set', slot: 7 }, { kind: 'pin_set', slot: 2 }, wrong(7), wrong(7), wrong(3)])
  assert.equal(memory.pins, [2, 7])
  assert.is(memory.pinFailures.all.count, 3)
  assert.is(memory.pinFailures.slots[7]?.count, 2)
  const right = after([{ kind: 'pin', step: 'right', slot: 7 }], memory)
  assert.is(right.pinFailures.all.count, 0)
  assert.is(right.pinFailures.slots[7], undefined)
  assert.is(right.pinFailures.slots[3]?.count, 1)
  assert.equal(after([{ kind: 'pin_removed', slot: 7 }], memory).pins, [2])
})

test('keeps alarms that are on, and counts entries by kind', () => {
  const memory = after([
    { kind: 'alarm', alarm: 'jammed', on: true },
    { kind: 'alarm', alarm: 'left_open', on: true },
    { kind: 'alarm', alarm: 'jammed', on: false },
  ])
  assert.equal(memory.alarms, ['left_open'])
  assert.equal(memory.counts, { alarm: 3 })
})

const laws = suite('memory, laws')
const entries = fc
  .array(fc.tuple(anyHappening, fc.integer({ min: 0, max: 3_000_000_000 })), { maxLength: 60 })
  .map((list) => list.map(([what, at], n) => ({ n, at: epochMs(NEW_YEAR + at), what })))

laws('is the same one by one, all at once, and cut anywhere through a text', () => {
  fc.assert(
    fc.property(entries, fc.nat(60), (all, cut) => {
      const whole = fold(EMPTY_MEMORY, all)
      const stepped = all.reduce((memory, entry) => apply(memory, entry as never), EMPTY_MEMORY)
      assert.is(writeMemory(stepped), writeMemory(whole))
      const half = readMemory(writeMemory(fold(EMPTY_MEMORY, all.slice(0, cut))))
      assert.ok(half)
      assert.is(writeMemory(fold(half, all.slice(cut))), writeMemory(whole))
    }),
    { numRuns: 150 },
  )
})

laws('never changes a memory once given out', () => {
  fc.assert(
    fc.property(entries, entries, (before, later) => {
      const memory = fold(EMPTY_MEMORY, before)
      const text = writeMemory(memory)
      fold(memory, later)
      for (const entry of later) apply(memory, entry as never)
      assert.is(writeMemory(memory), text)
    }),
    { numRuns: 100 },
  )
})

laws('reads no text but its own', () => {
  const text = writeMemory(fold(EMPTY_MEMORY, [{ at: NEW_YEAR, what: intent('one') }]))
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
      const changed = text.slice(0, at) + letter + text.slice(at + 1)
      const read = readMemory(changed)
      // Another number or id may still be a memory, but then it is exactly the text's own.
      if (read) assert.is(writeMemory(read), changed)
    }),
    { numRuns: 300 },
  )
  for (const junk of ['', '{}', 'null', `${text} `, text.slice(1)]) assert.is(readMemory(junk), undefined)
})

test.run()
laws.run()
