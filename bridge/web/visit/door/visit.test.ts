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
const heard = (said: Said, now = 0, fresh = 'fresh'): VisitEvent => ({ is: 'heard', said, fresh, now })
const tap = (fresh = 'r1', now = 0, act: 'unlock' | 'lock' = 'unlock'): VisitEvent => ({
  is: 'tapped',
  act,
  fresh,
  now,
})
const up = (now = 0): VisitEvent => ({ is: 'link', link: 'up', now })
const challenge = heard({ kind: 'challenge', nonce: 'n1' })
const answer = (step: string, request = 'r1', code?: string): VisitEvent =>
  heard({ kind: 'answer', by: 'door', request, step, ...(code ? { code } : {}) } as Said)

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
  assert.equal(reduce(waiting, { is: 'tick', now: CHALLENGE_LIMIT - 1 }).effects, [])
  const { effects } = reduce(waiting, { is: 'tick', now: CHALLENGE_LIMIT })
  assert.equal(effects, [{ do: 'send', act: 'unlock', request: 'r1', nonce: undefined }])
})

test('a door that is away is said to be, and nothing is sent', () => {
  const { state, effects } = play(up(), challenge, heard({ kind: 'presence', online: false }), tap())
  assert.equal(state.unlock, { is: 'refused', code: 'door_offline' })
  assert.equal(effects, [])
})

test('a tap that found no network in time is forgotten: nothing opens later', () => {
  const { state } = play(tap(), { is: 'tick', now: SEND_LIMIT })
  assert.equal(state.unlock, { is: 'refused', code: 'link_down' })
  const later = reduce(reduce(state, up(SEND_LIMIT + 1)).state, challenge)
  assert.equal(later.effects, [])
})

test('what was sent and not answered is not known, until an answer comes after all', () => {
  const { state } = play(up(), challenge, tap(), { is: 'tick', now: ANSWER_LIMIT })
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
  fc.record({ is: fc.constant('tick' as const), now: fc.nat(60_000) }),
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
