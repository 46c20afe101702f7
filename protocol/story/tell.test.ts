import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry, Happening } from '../entry.ts'
import { LIVE_AT_FIRST } from '../live/settings.ts'
import { type ClipId, type DoorId, epochMs, epochSeconds, millis, type RequestId } from '../units.ts'
import { describeHappening } from './sentence.ts'
import type { Story, VisitStory } from './story.ts'
import { createTeller } from './tell.ts'

const test = suite('stories')

const hash = 'h'.repeat(43) as Entry['prev']
const door = 'd'.repeat(43) as DoorId
const request = (name: string): RequestId => name.padEnd(22, '0') as RequestId
const holder = 'k'.repeat(43) as DoorId
const clip = 'c'.repeat(22) as ClipId

/** A second between entries unless said otherwise. */
const journal = (happenings: readonly Happening[], from = 0, step = 1000): Entry[] =>
  happenings.map((what, at) => ({ v: 1, iss: door, n: from + at, prev: hash, at: epochMs((from + at) * step), what }))

const tell = (entries: readonly Entry[]): readonly Story[] => createTeller().read(entries)

const intent = (name: string, act: 'unlock' | 'lock' | 'live' = 'unlock'): Happening => ({
  ...{ kind: 'intent', request: request(name), act, holder, via: 'local', binds: [] },
  spends: [{ grant: 'g'.repeat(22) as never, exp: epochSeconds(9) }],
})
const VISIT: readonly Happening[] = [
  intent('a'),
  { kind: 'clip', step: 'begun', clip, why: 'visit', request: request('a'), head: hash },
  { kind: 'opened', request: request('a'), after: millis(120) },
  { kind: 'bolt', bolt: 'out', reason: 'unlock' },
  { kind: 'leaf', leaf: 'open' },
  { kind: 'leaf', leaf: 'shut' },
  { kind: 'bolt', bolt: 'home', reason: 'lock' },
  { kind: 'closed', request: request('a'), opened: true, entered: true, lasted: millis(7000) },
  { kind: 'clip_ended', clip, parts: 9, last: hash, lasts: millis(8000), by: 'recorder' },
]

test('tells a visit from the request to the measured re-lock, with its film', () => {
  const [visit, ...rest] = tell(journal(VISIT)) as [VisitStory]
  assert.is(rest.length, 0)
  assert.is(visit.kind, 'visit')
  assert.is(visit.ending, 'entered')
  assert.equal([visit.asked, visit.opened, visit.doorOpened, visit.doorShut, visit.locked], [0, 2000, 4000, 5000, 6000])
  assert.is(visit.openedAfter, 120)
  assert.is(visit.lasted, 7000)
  assert.equal(visit.clips, [{ clip, why: 'visit', begun: 1000, ended: 8000, lasts: 8000 }])
  assert.equal(
    visit.entries,
    VISIT.map((_, n) => n),
  )
})

test('takes a film that began before the knock for the same visit', () => {
  const [filmed, asked] = [VISIT[1], VISIT[0]] as [Happening, Happening]
  const stories = tell(journal([filmed, asked, ...VISIT.slice(2)]))
  assert.is(stories.length, 1)
  assert.equal([(stories[0] as VisitStory).asked, (stories[0] as VisitStory).ending], [1000, 'entered'])
})

test('says of a request that was filmed and refused that the bolt never moved', () => {
  const refusal: Happening = { kind: 'refused', code: 'recorder_covered', via: 'local', request: request('a'), holder }
  const [visit, ...rest] = tell(journal([VISIT[1] as Happening, refusal])) as [VisitStory]
  assert.is(rest.length, 0)
  assert.equal([visit.ending, visit.code], ['unopened', 'recorder_covered'])
})

test('puts a PIN at the keypad and what it opened into one story', () => {
  const { holder: _nobody, ...opening } = intent('a') as Extract<Happening, { kind: 'intent' }>
  const stories = tell(journal([{ kind: 'pin', step: 'right', slot: 3 }, opening, ...VISIT.slice(1)]))
  assert.is(stories.length, 1)
  const [visit] = stories as [VisitStory]
  assert.equal([visit.slot, visit.holder, visit.first, visit.entries.length], [3, undefined, 0, 10])
})

test('groups the same refusal to the same key, and no other', () => {
  const no = (code: 'expired' | 'revoked'): Happening => ({ kind: 'refused', code, via: 'local', holder })
  const stories = tell(journal([no('expired'), no('expired'), no('revoked'), no('revoked'), no('revoked')]))
  assert.equal(
    stories.map((story) => (story.kind === 'refusals' ? [story.code, story.count] : story.kind)),
    [
      ['expired', 2],
      ['revoked', 3],
    ],
  )
  assert.is(tell(journal([no('expired'), no('expired')], 0, 11 * 60_000)).length, 2)
})

test('tells an alarm with its visit, and by itself where there is none', () => {
  const on: Happening = { kind: 'alarm', alarm: 'left_open', on: true }
  const off: Happening = { kind: 'alarm', alarm: 'left_open', on: false }
  const [alone] = tell(journal([on, off]))
  assert.equal(alone?.kind === 'alarm' && [alone.alarm, alone.on, alone.off], ['left_open', 0, 1000])
  // It outlasts the visit it began in.
  const [visit, ...rest] = tell(journal([...VISIT.slice(0, 5), on, ...VISIT.slice(5), off])) as [VisitStory]
  assert.is(rest.length, 0)
  assert.equal(visit.alarms, [{ alarm: 'left_open', on: 5000, off: 10_000 }])
})

test('tells who watched, how long, and whether they spoke', () => {
  const live = request('w')
  const stories = tell(
    journal([
      intent('w', 'live'),
      { kind: 'live', step: 'begun', request: live, holder, way: 'channel' },
      { kind: 'talk', what: 'speak', on: true, request: live },
      { kind: 'talk', what: 'speak', on: false, request: live },
      { kind: 'live', step: 'ended', request: live, holder, lasted: millis(4000) },
      { kind: 'live_set', settings: LIVE_AT_FIRST },
    ]),
  )
  assert.equal(
    stories.map(({ kind }) => kind),
    ['watch', 'change'],
  )
  const [watch] = stories
  assert.ok(
    watch?.kind === 'watch' && watch.spoke && !watch.listened && watch.lasted === 4000 && watch.way === 'channel',
  )
})

test('tells how long a part of the door was away', () => {
  const stories = tell(
    journal([
      { kind: 'link', connected: false },
      { kind: 'rig', connected: false },
      { kind: 'link', connected: true },
      { kind: 'rig', connected: true, firmware: '1' },
    ]),
  )
  assert.equal(
    stories.map((story) => story.kind === 'outage' && [story.what, story.at, story.until]),
    [
      ['link', 0, 2000],
      ['rig', 1000, 3000],
    ],
  )
})

test('gives back the same when nothing is new, and leaves finished stories the same objects', () => {
  const teller = createTeller()
  const entries = journal([...VISIT, { kind: 'egress' }])
  const told = teller.read(entries)
  assert.is(teller.read(entries), told)
  const more = teller.read([...entries, ...journal([{ kind: 'leaf', leaf: 'open' }], entries.length)])
  assert.is(more[0], told[0])
  assert.is.not(more[1], told[1])
})

const names = fc.constantFrom('a', 'b', 'c')
const happening: fc.Arbitrary<Happening> = fc.oneof(
  names.chain((name) => fc.constantFrom(intent(name), intent(name, 'live'), intent(name, 'lock'))),
  names.map((name): Happening => ({ kind: 'opened', request: request(name), after: millis(1) })),
  fc.record({
    ...{ kind: fc.constant('closed' as const), request: names.map(request), opened: fc.boolean() },
    ...{ entered: fc.boolean(), lasted: fc.constant(millis(5)) },
  }),
  fc.constantFrom<Happening>(
    { kind: 'leaf', leaf: 'open' },
    { kind: 'leaf', leaf: 'shut' },
    { kind: 'bolt', bolt: 'home', reason: 'lock' },
    { kind: 'egress' },
    { kind: 'boot', version: '1' },
    { kind: 'pin', step: 'right', slot: 1 },
    { kind: 'pin', step: 'wrong' },
    { kind: 'pin_set', slot: 1 },
    { kind: 'footage_dropped', clip, bytes: 1 },
    { kind: 'camera', sight: 'dark', on: true },
  ),
  fc.record({ kind: fc.constant('alarm' as const), alarm: fc.constantFrom('jammed', 'left_open'), on: fc.boolean() }),
  names.map((name): Happening => ({ kind: 'refused', code: 'expired', via: 'local', request: request(name), holder })),
  names.map(
    (name): Happening => ({ kind: 'clip', step: 'begun', clip, why: 'visit', request: request(name), head: hash }),
  ),
  fc.constant<Happening>({ kind: 'clip', step: 'begun', clip, why: 'motion', head: hash }),
  fc.constant<Happening>({ kind: 'clip_ended', clip, parts: 1, last: hash, lasts: millis(1), by: 'door' }),
  fc.record({ kind: fc.constantFrom('rig' as const, 'link' as const), connected: fc.boolean() }),
  fc.record({ kind: fc.constant('camera' as const), sight: fc.constantFrom('lost', 'covered'), on: fc.boolean() }),
  fc
    .tuple(names, fc.boolean())
    .map(([name, on]): Happening => ({ kind: 'live', step: on ? 'begun' : 'ended', request: request(name), holder })),
  fc
    .tuple(names, fc.boolean())
    .map(([name, on]): Happening => ({ kind: 'talk', what: 'listen', on, request: request(name) })),
)
const entries = fc.tuple(fc.array(happening, { maxLength: 40 }), fc.nat(5)).map(([all, from]) => journal(all, from))

test('tells every entry once, whatever the journal says', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const told = tell(all).flatMap((story) => story.entries)
      assert.equal(
        [...told].sort((a, b) => a - b),
        all.map(({ n }) => n),
      )
    }),
  )
})

test('tells the same whether entries come one by one, all at once, or older ones later', () => {
  fc.assert(
    fc.property(entries, fc.nat(40), (all, cut) => {
      const whole = tell(all)
      const growing = createTeller()
      for (let count = 1; count <= all.length; count += 1) growing.read(all.slice(0, count))
      assert.equal(growing.read(all), whole)
      const backwards = createTeller()
      backwards.read(all.slice(cut))
      assert.equal(backwards.read(all), whole)
    }),
  )
})

test('orders stories by their first entries, and entries within each', () => {
  fc.assert(
    fc.property(entries, (all) => {
      for (const story of tell(all)) {
        assert.is(story.first, Math.min(...story.entries))
        assert.ok(story.entries.every((n, at) => at === 0 || n > (story.entries[at - 1] ?? 0)))
      }
      const firsts = tell(all).map(({ first }) => first)
      assert.ok(firsts.every((n, at) => at === 0 || n > (firsts[at - 1] ?? -1)))
    }),
  )
})

test('has a sentence for whatever a story is made of, in both languages', () => {
  fc.assert(
    fc.property(happening, (what) => {
      for (const language of ['en', 'de'] as const) {
        const text = describeHappening(what, { language, zone: 'Europe/Berlin' })
        assert.ok(text.length > 3 && !/\{\w+[|}]/.test(text), text)
      }
    }),
  )
})

test.run()
