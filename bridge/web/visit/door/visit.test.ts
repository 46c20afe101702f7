import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DoorState, Said } from './said.ts'
import {
  ANSWER_LIMIT,
  AT_REST,
  CHALLENGE_LIMIT,
  reduce,
  SEND_LIMIT,
  type VisitEffect,
  type VisitEvent,
  type VisitState,
} from './visit.ts'

const test = suite('a visit on the page')

const door: DoorState = {
  at: 1000,
  bolt: 'home',
  leaf: 'shut',
  visit: false,
  camera: 'clear',
  recording: false,
  viewers: 0,
}
const heard = (said: Said, now = 0, fresh = 'fresh'): VisitEvent => ({
  is: 'heard',
  said,
  fresh,
  now,
  doorNow: 0,
})
const tap = (fresh = 'r1', now = 0, act: 'unlock' | 'lock' = 'unlock'): VisitEvent => ({
  is: 'tapped',
  act,
  fresh,
  now,
})
const up = (now = 0): VisitEvent => ({ is: 'link', link: 'up', now })
const challenge = heard({ kind: 'challenge', nonce: 'n1' })
const answer = (step: string, request = 'r1', code?: string, at = 1500): VisitEvent =>
  heard({ kind: 'answer', by: 'door', request, step, at, ...(code ? { code } : {}) } as Said)

const tick = (now: number, doorNow = 0): VisitEvent => ({ is: 'tick', now, doorNow })
const state = (more: Partial<DoorState> = {}, now = 0): VisitEvent =>
  heard({ kind: 'state', state: { ...door, ...more } }, now)

const play = (...events: VisitEvent[]): { state: VisitState; effects: VisitEffect[] } => {
  let state = AT_REST
  const effects: VisitEffect[] = []
  for (const event of events) {
    const turn = reduce(state, event)
    state = turn.state
    effects.push(...turn.effects)
  }
  return { state, effects }
}

test('nothing is connected before the first tap; then the request goes as soon as it can', () => {
  assert.equal(play(tap()).effects, [{ do: 'connect' }])
  const { state, effects } = play(tap(), up(), challenge)
  assert.equal(effects.slice(1), [{ do: 'send', act: 'unlock', request: 'r1', nonce: 'n1' }])
  assert.is(state.unlock.is, 'sent')
})

test('a second tap while the first is answered asks nothing more', () => {
  const { effects } = play(up(), challenge, tap('r1'), tap('r2'), answer('opened'), tap('r3'))
  assert.equal(effects.filter((effect) => effect.do === 'send').length, 1)
})

test('a visit goes from asked to open to done by what the door says', () => {
  const steps = [up(), challenge, tap(), answer('opened'), answer('closed')]
  const seen = steps.map((_, at) => play(...steps.slice(0, at + 1)).state.unlock.is)
  assert.equal(seen, ['rest', 'rest', 'sent', 'open', 'done'])
})

test('an answer to another request changes nothing', () => {
  const { state } = play(up(), challenge, tap())
  assert.is(reduce(state, answer('opened', 'other')).state, state)
})

test('a refusal says why, whoever refused', () => {
  const { state } = play(up(), challenge, tap(), answer('refused', 'r1', 'recorder_covered'))
  assert.equal(state.unlock, { is: 'refused', code: 'recorder_covered' })
})

test('a stale challenge is answered once more, with another id, and not twice', () => {
  const first = play(up(), challenge, tap(), answer('refused', 'r1', 'challenge_expired'))
  assert.equal([first.state.unlock.is, first.state.nonce], ['waiting', undefined])
  const second = reduce(first.state, heard({ kind: 'challenge', nonce: 'n2' }))
  assert.equal(second.effects, [{ do: 'send', act: 'unlock', request: 'fresh', nonce: 'n2' }])
  const third = reduce(second.state, answer('refused', 'fresh', 'challenge_expired'))
  assert.equal(third.state.unlock, { is: 'refused', code: 'challenge_expired' })
})

test('who is told no challenge asks without one after a while, and hears why', () => {
  const waiting = play(tap(), up()).state
  assert.equal(reduce(waiting, tick(CHALLENGE_LIMIT - 1)).effects, [])
  const { effects } = reduce(waiting, tick(CHALLENGE_LIMIT))
  assert.equal(effects, [{ do: 'send', act: 'unlock', request: 'r1', nonce: undefined }])
})

test('a door that is away is said to be, and nothing is sent', () => {
  const { state, effects } = play(up(), challenge, heard({ kind: 'presence', online: false }), tap())
  assert.equal(state.unlock, { is: 'refused', code: 'door_offline' })
  assert.equal(effects, [])
})

test('a tap that found no network in time is forgotten: nothing opens later', () => {
  const { state } = play(tap(), tick(SEND_LIMIT))
  assert.equal(state.unlock, { is: 'refused', code: 'link_down' })
  const later = reduce(reduce(state, up(SEND_LIMIT + 1)).state, challenge)
  assert.equal(later.effects, [])
})

test('what was sent and not answered is not known, until an answer comes after all', () => {
  const { state } = play(up(), challenge, tap(), tick(ANSWER_LIMIT))
  assert.is(state.unlock.is, 'unsure')
  assert.is(reduce(state, answer('opened')).state.unlock.is, 'open')
})

test('a visit that ended while nobody listened is done by the measured state', () => {
  const open = play(up(), challenge, heard({ kind: 'state', state: door }), tap(), answer('opened')).state
  const still = reduce(open, heard({ kind: 'state', state: { ...door, at: 2000, visit: true, leaf: 'open' } })).state
  assert.is(still.unlock.is, 'open')
  const over = reduce(still, heard({ kind: 'state', state: { ...door, at: 3000 } })).state
  assert.is(over.unlock.is, 'done')
})

test('a state signed before the opening ends no visit, though it is heard after it', () => {
  const before = [up(), challenge, state({ at: 1000 }), tap()]
  const open = play(...before, answer('opened', 'r1', undefined, 1500)).state
  for (const at of [1400, 1500]) assert.is(reduce(open, state({ at })).state, open, String(at))
  assert.is(reduce(open, state({ at: 1501 })).state.unlock.is, 'done')
})

test('a visit ends by a later state even where no earlier one was heard', () => {
  assert.is(play(up(), challenge, tap(), answer('opened'), state({ at: 2000 })).state.unlock.is, 'done')
})

test('how the door is now is unknown once its word is 90 s old, by either clock', () => {
  const now = (...events: VisitEvent[]) => play(up(), state(), ...events).state.door?.bolt
  assert.is(now(tick(90_000)), 'home')
  assert.is(now(tick(90_001)), undefined)
  assert.is(now(tick(0, 91_000)), 'home')
  assert.is(now(tick(0, 91_001)), undefined)
})

test('a word of yesterday that a bridge kept is never how the door is now', () => {
  const { state: got } = play(up(), { ...state(), doorNow: 86_400_000 } as VisitEvent)
  assert.equal([got.door, got.latest?.state.at], [undefined, 1000])
})

test('what was said before the connection was lost, or the door, does not count after it', () => {
  const lost = play(up(), state(), { is: 'link', link: 'down', now: 1 }).state
  const back = reduce(reduce(lost, up(2)).state, tick(3)).state
  assert.equal([lost.door, back.door, back.latest?.heardAt], [undefined, undefined, 0])
  assert.is(reduce(back, state({ at: 1001 }, 4)).state.door?.bolt, 'home')
  const away = play(up(), state(), heard({ kind: 'presence', online: false }), tick(1)).state
  assert.is(away.door, undefined)
})

test('a word said over and over does not get younger', () => {
  const { state: got } = play(up(), state({}, 0), state({}, 60_000), tick(90_001))
  assert.is(got.door, undefined)
})

test('a tick that changes nothing is the same state', () => {
  const { state: got } = play(up(), state())
  assert.is(reduce(got, tick(500)).state, got)
})

test('an older state does not replace a newer one', () => {
  const { state } = play(heard({ kind: 'state', state: { ...door, at: 5000 } }))
  assert.is(reduce(state, heard({ kind: 'state', state: door })).state, state)
})

test('a challenge of an earlier connection is not answered', () => {
  const { state, effects } = play(up(), challenge, { is: 'link', link: 'down', now: 1 }, tap())
  assert.is(state.nonce, undefined)
  assert.equal(effects, [{ do: 'connect' }])
})

test('locking is asked and answered beside an open visit', () => {
  const { state } = play(up(), challenge, tap(), answer('opened'), tap('r2', 0, 'lock'), answer('locked', 'r2'))
  assert.equal([state.unlock.is, state.lock.is], ['open', 'done'])
})

const events: fc.Arbitrary<VisitEvent> = fc.oneof(
  fc.record({
    is: fc.constant('tapped' as const),
    act: fc.constantFrom('unlock', 'lock'),
    fresh: fc.uuid(),
    now: fc.nat(60_000),
  }),
  fc.record({
    is: fc.constant('link' as const),
    link: fc.constantFrom('off', 'connecting', 'up', 'down'),
    now: fc.nat(60_000),
  }),
  fc.record({ is: fc.constant('tick' as const), now: fc.nat(60_000), doorNow: fc.nat(200_000) }),
  fc.constantFrom(
    challenge,
    answer('opened'),
    answer('refused', 'r1', 'busy'),
    heard({ kind: 'presence', online: true }),
  ),
)

test('law: every request that is sent was tapped, and is sent once', () => {
  const law = fc.property(fc.array(events, { maxLength: 40 }), (happened) => {
    const { effects } = play(...happened)
    const sent = effects.flatMap((effect) => (effect.do === 'send' ? [effect.request] : []))
    const tapped = happened.flatMap((event) => (event.is === 'tapped' ? [event.fresh] : []))
    assert.is(new Set(sent).size, sent.length)
    assert.ok(sent.every((request) => tapped.includes(request)))
  })
  fc.assert(law, { numRuns: 300 })
})

test.run()
