// Histories of everything that may happen at a door, in any order, for the laws of a visit.

import fc from 'fast-check'
import type { Alarm } from '#protocol/state.ts'
import { millis, type RequestId } from '#protocol/units.ts'
import type { Reading } from '../bolt/port.ts'
import { anIntent, LOCKED, type Untimed } from './door.fixture.ts'
import type { Effect } from './effect.ts'
import type { VisitEvent } from './event.ts'
import { reduce, start } from './reduce.ts'
import type { VisitState } from './state.ts'

const REQUESTS = Array.from({ length: 6 }, (_, at) => `${'r'.repeat(21)}${at}` as RequestId)
const request = fc.constantFrom(...REQUESTS)
const via = fc.constantFrom('local' as const, anIntent().via)
const hold = fc.integer({ min: -5, max: 100_000 }).map(millis)

const reading: fc.Arbitrary<Reading> = fc.record({
  bolt: fc.constantFrom('home', 'home', 'out', 'out', 'between', 'jammed', 'unknown'),
  leaf: fc.constantFrom('shut', 'shut', 'open'),
  egress: fc.boolean(),
  pairing: fc.constant(false),
  moved: fc.constantFrom(
    'none',
    'command',
    'deadman',
    'lock',
    'link-lost',
    'egress',
    'boot',
    'brown-out',
    'hand',
    'jam',
  ),
  unlockId: fc.integer({ min: 0, max: 4 }),
  remaining: fc.integer({ min: 0, max: 60_000 }).map(millis),
  waitingForDoor: fc.boolean(),
  supplyMillivolts: fc.constant(5000),
  railMillivolts: fc.constant(0),
  faults: fc.subarray(['jam', 'contradiction', 'supply-low', 'reed-suspect', 'serial', 'position-range']),
})

const event: fc.Arbitrary<Untimed> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('reading' as const), reading }) },
  {
    weight: 3,
    arbitrary: fc
      .record({ request, via, hold })
      .map(({ hold, ...over }) => ({ kind: 'allowed' as const, intent: anIntent(over), hold })),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('durable' as const), request }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undurable' as const), request }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('answered' as const),
      id: fc.integer({ min: 1, max: 5 }),
      answer: fc.constantFrom(
        { ok: true } as const,
        { ok: false, code: 'timed_out' } as const,
        { ok: false, code: 'bolt_jammed' } as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: request.map((asked) => ({ kind: 'lock' as const, intent: anIntent({ request: asked, act: 'lock' }) })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('servo', 'relay').map((variant) => ({
      kind: 'connected' as const,
      firmware: `hausrecht-rig-${variant} 1.0`,
    })),
  },
  { weight: 1, arbitrary: fc.constantFrom('cable', 'silence').map((why) => ({ kind: 'lost' as const, why })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('outdated', 'wrong_board', 'newer')
      .map((misfit) => ({ kind: 'lost' as const, why: misfit, misfit })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'tick' as const }) },
)

export interface Step {
  readonly after: number
  readonly event: Untimed
}
const step: fc.Arbitrary<Step> = fc.record({ after: fc.integer({ min: 0, max: 15_000 }), event })
/** What mostly belongs together, so that the laws meet visits and not only refusals. */
const visit = fc
  .record({
    request,
    via,
    hold,
    after: fc.integer({ min: 0, max: 3000 }),
    seen: reading,
    length: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ request, via, hold, after, seen, length }): Step[] => {
    const events: Untimed[] = [
      { kind: 'reading', reading: LOCKED },
      { kind: 'allowed', intent: anIntent({ request, via }), hold },
      { kind: 'durable', request },
      { kind: 'reading', reading: { ...seen, bolt: 'out' } },
    ]
    return events.slice(0, length + 1).map((event) => ({ after, event }))
  })
export const history = fc
  .array(
    fc.oneof(
      step.map((one) => [one]),
      step.map((one) => [one]),
      visit,
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.flat())
const alarms = fc.subarray<Alarm>(['forced_entry', 'left_open', 'rig_lost', 'clock_untrusted'])
export const remembered = fc.record({
  visit: fc.option(
    fc.record({ request, via, opened: fc.boolean(), age: fc.integer({ min: 0, max: 1e6 }).map(millis) }),
    { nil: undefined, freq: 1 },
  ),
  alarms,
})
export type Remembered = typeof remembered extends fc.Arbitrary<infer Value> ? Value : never

export interface Told {
  readonly event: VisitEvent
  readonly before: VisitState
  readonly after: VisitState
  readonly effects: readonly Effect[]
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) freeze(part)
  }
  return value
}

export function tell(from: Remembered, steps: readonly Step[]): Told[] {
  let now = 0
  let state = freeze(start(millis(0), from, 1))
  // Begins with a rig most of the time: else little happens.
  const all: readonly Step[] = [
    { after: 10, event: { kind: 'connected', firmware: 'hausrecht-rig-servo 1.0' } },
    ...steps,
  ]
  return all.map(({ after, event }) => {
    now += after
    const timed = { ...event, at: millis(now) }
    const before = state
    const next = reduce(state, timed)
    state = freeze(next.state)
    return { event: timed, before, after: state, effects: next.effects }
  })
}

/** Every effect with the event it followed from. */
export const effectsOf = (
  told: readonly Told[],
): { readonly effect: Effect; readonly after: VisitState; readonly event: VisitEvent }[] =>
  told.flatMap(({ effects, after, event }) => effects.map((effect) => ({ effect, after, event })))

export const holds = (check: (told: readonly Told[], from: Remembered, steps: readonly Step[]) => void): void => {
  fc.assert(
    fc.property(remembered, history, (from, steps) => check(tell(from, steps), from, steps)),
    { numRuns: 200 },
  )
}
