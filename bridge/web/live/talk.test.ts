// Push to talk: what opens the microphone, and that nothing leaves it open.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { isSpeaking, PRESSED_MOST, reduceTalk, SILENT, type Talk, type TalkEffect, type TalkEvent } from './talk.ts'

const NOW = millis(1000)
const word = (over: Partial<Extract<TalkEvent, { is: 'door' }>> = {}): TalkEvent => ({
  is: 'door',
  allowed: true,
  speaking: false,
  listening: false,
  busy: false,
  ...over,
})
const press: TalkEvent = { is: 'press', now: NOW }

const play = (...events: readonly TalkEvent[]): { readonly talk: Talk; readonly effects: readonly TalkEffect[] } => {
  let talk = SILENT
  const effects: TalkEffect[] = []
  for (const event of events) {
    const step = reduceTalk(talk, event)
    talk = step.talk
    effects.push(...step.effects)
  }
  return { talk, effects }
}

const test = suite('push to talk')

test('does nothing where the owner does not allow it', () => {
  assert.equal(play(press, { is: 'listen', on: true }), { talk: SILENT, effects: [] })
})

test('asks for the microphone at the first press and speaks once it is there', () => {
  const asked = play(word(), press)
  assert.equal(asked.effects, [{ do: 'ask_microphone' }])
  const opened = play(word(), press, { is: 'microphone', now: 'open' })
  assert.equal(opened.effects, [{ do: 'ask_microphone' }, { do: 'talk', on: true }])
  assert.ok(isSpeaking(opened.talk))
})

test('says nothing when the button was let go before the microphone came', () => {
  const { talk, effects } = play(word(), press, { is: 'release' }, { is: 'microphone', now: 'open' })
  assert.equal(effects, [{ do: 'ask_microphone' }])
  assert.not(isSpeaking(talk))
})

test('tells why there is no microphone, and asks again at the next press', () => {
  const denied = play(word(), press, { is: 'microphone', now: 'denied' })
  assert.is(denied.talk.microphone, 'denied')
  assert.is(denied.talk.pressed, undefined)
  assert.equal(reduceTalk(denied.talk, press).effects, [{ do: 'ask_microphone' }])
})

test('falls silent when somebody else speaks, and when it is forbidden', () => {
  for (const over of [{ busy: true }, { allowed: false }]) {
    const { talk, effects } = play(word(), press, { is: 'microphone', now: 'open' }, word(over))
    assert.equal(effects.at(-1), { do: 'talk', on: false })
    assert.not(isSpeaking(talk))
  }
})

test('lets go of a button that got stuck', () => {
  const { talk } = play(word(), press, { is: 'microphone', now: 'open' })
  assert.is(reduceTalk(talk, { is: 'tick', now: millis(NOW + PRESSED_MOST - 1) }).talk, talk)
  assert.equal(reduceTalk(talk, { is: 'tick', now: millis(NOW + PRESSED_MOST) }).effects, [{ do: 'talk', on: false }])
})

test('listens on in the next session', () => {
  const { effects } = play(word(), { is: 'listen', on: true }, { is: 'session' })
  assert.equal(effects, [
    { do: 'listen', on: true },
    { do: 'listen', on: true },
  ])
})

const anyEvent: fc.Arbitrary<TalkEvent> = fc.oneof(
  fc.constantFrom<TalkEvent>(press, { is: 'release' }, { is: 'session' }, { is: 'tick', now: NOW }),
  fc.boolean().map((on) => ({ is: 'listen' as const, on })),
  fc.constantFrom('open', 'denied', 'missing', 'shut').map((now) => ({ is: 'microphone' as const, now })),
  fc.record({
    is: fc.constant('door' as const),
    allowed: fc.boolean(),
    speaking: fc.boolean(),
    listening: fc.boolean(),
    busy: fc.boolean(),
  }),
)

test('speaks only while pressed and allowed, and tells the door of each change within a session', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60, size: 'max' }), (events) => {
      let [talk, open] = [SILENT, false]
      for (const event of events) {
        const step = reduceTalk(talk, event)
        talk = step.talk
        for (const effect of step.effects) {
          if (effect.do !== 'talk') continue
          assert.is.not(effect.on, open, 'a change is told once')
          open = effect.on
        }
        assert.is(open, isSpeaking(talk))
        if (open) assert.ok(talk.allowed && !talk.busy && talk.pressed !== undefined)
      }
    }),
    { numRuns: 500 },
  )
})
test.run()
