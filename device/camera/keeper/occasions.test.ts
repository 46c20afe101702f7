import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis, minutes, type RequestId, seconds } from '#protocol/units.ts'
import { noOccasions, type OccasionEffect, type OccasionEvent, reduceOccasions } from './occasions.ts'

const test = suite('what is filmed')
const [one, other] = ['a'.repeat(22) as RequestId, 'b'.repeat(22) as RequestId]

type Untimed = OccasionEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never

const play = (steps: readonly (readonly [after: number, event: Untimed])[]): OccasionEffect[] => {
  let state = noOccasions(seconds(3))
  let now = 0
  return steps.flatMap(([after, event]) => {
    now += after
    const turn = reduceOccasions(state, { ...event, at: millis(now) })
    state = turn.state
    return turn.effects
  })
}
const short = (effects: readonly OccasionEffect[]): string[] =>
  effects.map((effect) =>
    effect.do === 'begin'
      ? `begin ${effect.occasion.request?.[0] ?? effect.occasion.why}`
      : `${effect.do} ${effect.key.length === 22 ? effect.key[0] : effect.key}${effect.do === 'over' ? ` ${effect.after}` : ''}`,
  )

test('is a visit, from before its intent to a while after it closed', () => {
  const effects = play([
    [0, { kind: 'asked', request: one }],
    [400, { kind: 'intent', request: one }],
    [20_000, { kind: 'tick' }],
    [0, { kind: 'closed', request: one, opened: true }],
  ])
  assert.equal(short(effects), ['begin a', 'over a 3000'])
})

test('is a visit that needs no camera, too', () => {
  assert.equal(short(play([[0, { kind: 'intent', request: one }]])), ['begin a'])
})

test('ends soon where a request is refused or comes to nothing', () => {
  const asked = { kind: 'asked', request: one } as const
  assert.equal(
    short(
      play([
        [0, asked],
        [9, { kind: 'dismissed', request: one }],
      ]),
    ),
    ['begin a', 'over a 0'],
  )
  assert.equal(
    short(
      play([
        [0, asked],
        [5000, { kind: 'tick' }],
      ]),
    ),
    ['begin a', 'over a 0'],
  )
})

test('is not what somebody asks during another visit', () => {
  const effects = play([
    [0, { kind: 'intent', request: one }],
    [10, { kind: 'asked', request: other }],
    [10, { kind: 'dismissed', request: one }],
  ])
  assert.equal(short(effects), ['begin a'])
})

test('is an alarm without a visit; with one, its clip is protected', () => {
  const effects = play([
    [0, { kind: 'alarm', alarm: 'forced_entry', on: true }],
    [0, { kind: 'alarm', alarm: 'camera_covered', on: true }],
    [0, { kind: 'alarm', alarm: 'supply_low', on: true }],
    [0, { kind: 'alarm', alarm: 'forced_entry', on: false }],
    [0, { kind: 'alarm', alarm: 'camera_covered', on: false }],
    [0, { kind: 'intent', request: one }],
    [0, { kind: 'alarm', alarm: 'second_entry', on: true }],
  ])
  assert.equal(short(effects), ['begin incident', 'over incident 10000', 'begin a', 'protect a'])
})

test('is not an alarm for hours', () => {
  const effects = play([
    [0, { kind: 'alarm', alarm: 'camera_covered', on: true }],
    [minutes(5), { kind: 'tick' }],
    [minutes(60), { kind: 'tick' }],
    [0, { kind: 'alarm', alarm: 'camera_covered', on: false }],
  ])
  assert.equal(short(effects), ['begin incident', 'over incident 0'])
})

test('is motion while there is motion, and begins again in a fresh process', () => {
  const effects = play([
    [0, { kind: 'motion' }],
    [6000, { kind: 'motion' }],
    [6000, { kind: 'tick' }],
    [0, { kind: 'fresh' }],
    [5000, { kind: 'tick' }],
    [0, { kind: 'fresh' }],
  ])
  assert.equal(short(effects), ['begin motion', 'begin motion', 'over motion 0'])
})

test('is never ended without a beginning, nor begun twice, in any order of events', () => {
  const request = fc.constantFrom(one, other)
  const event = fc.oneof(
    fc.record({ kind: fc.constantFrom('asked' as const, 'dismissed' as const, 'intent' as const), request }),
    fc.record({ kind: fc.constant('closed' as const), request, opened: fc.boolean() }),
    fc.record({
      kind: fc.constant('alarm' as const),
      alarm: fc.constantFrom('forced_entry' as const, 'camera_lost' as const, 'jammed' as const),
      on: fc.boolean(),
    }),
    fc.record({ kind: fc.constantFrom('motion' as const, 'tick' as const) }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(8000), event), { maxLength: 60 }), (steps) => {
      const open = new Set<string>()
      for (const effect of play(steps)) {
        const key = effect.do === 'begin' ? (effect.occasion.request ?? effect.occasion.why) : effect.key
        assert.is(open.has(key), effect.do !== 'begin', `${effect.do} ${key}`)
        if (effect.do === 'begin') open.add(key)
        if (effect.do === 'over') open.delete(key)
      }
    }),
  )
})

test.run()
