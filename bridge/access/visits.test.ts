import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DoorId, millis, type RequestId, seconds } from '#protocol/units.ts'
import type { Step } from '../store/port.ts'
import { NO_VISITS, type VisitEvent, type Visits, watchVisits } from './visits.ts'

const DOOR = 'D'.repeat(43) as DoorId
const OTHER = 'E'.repeat(43) as DoorId
const R = 'r'.repeat(22) as RequestId
const BOUNDS = { answer: seconds(10), closed: seconds(180) }

/** Runs events, each at its second, and says what the owner heard. */
const play = (...events: readonly (readonly [number, VisitEvent])[]): { heard: string[]; visits: Visits } => {
  let visits = NO_VISITS
  const heard: string[] = []
  for (const [at, event] of events) {
    const watched = watchVisits(visits, event, millis(at * 1000), BOUNDS)
    visits = watched.visits
    heard.push(...watched.findings.map(({ notice }) => notice))
  }
  return { heard, visits }
}
const admitted: VisitEvent = { kind: 'admitted', request: R, door: DOOR, act: 'unlock' }
const step = (name: Step): VisitEvent => ({ kind: 'step', request: R, step: name })
const tick: VisitEvent = { kind: 'tick' }

const visits = suite('visits')

const table: readonly [string, readonly (readonly [number, VisitEvent])[], readonly string[]][] = [
  [
    'is quiet about an ordinary visit',
    [
      [0, admitted],
      [1, step('opened')],
      [9, tick],
      [20, step('closed')],
      [999, tick],
    ],
    [],
  ],
  [
    'hears of a command that is not answered',
    [
      [0, admitted],
      [10, tick],
      [10.001, tick],
    ],
    ['command_unanswered'],
  ],
  [
    'has nothing to close after a request to watch was allowed',
    [
      [0, { ...admitted, act: 'live' }],
      [1, step('allowed')],
      [999, tick],
    ],
    [],
  ],
  [
    'says a thing once',
    [
      [0, admitted],
      [11, tick],
      [12, tick],
      [13, tick],
    ],
    ['command_unanswered'],
  ],
  [
    'is quiet about one that was refused',
    [
      [0, admitted],
      [1, step('refused')],
      [11, tick],
    ],
    [],
  ],
  [
    'is quiet about one that failed',
    [
      [0, admitted],
      [1, step('failed')],
      [11, tick],
    ],
    [],
  ],
  [
    'hears of a visit that is not closed',
    [
      [0, admitted],
      [5, step('opened')],
      [185, tick],
      [186, tick],
    ],
    ['visit_not_closed'],
  ],
  [
    'takes a bolt measured home for no end while the door may be open',
    [
      [0, admitted],
      [1, step('opened')],
      [9, step('locked')],
      [182, tick],
    ],
    ['visit_not_closed'],
  ],
  [
    'hears of a door that goes away',
    [
      [0, admitted],
      [1, step('opened')],
      [2, { kind: 'offline', door: DOOR }],
    ],
    ['door_offline_in_visit'],
  ],
  [
    'does not mind another door',
    [
      [0, admitted],
      [2, { kind: 'offline', door: OTHER }],
    ],
    [],
  ],
  [
    'does not mind a door that goes when all is over',
    [
      [0, admitted],
      [1, step('closed')],
      [2, { kind: 'offline', door: DOOR }],
    ],
    [],
  ],
  [
    'watches on after a late answer',
    [
      [0, admitted],
      [11, tick],
      [12, step('opened')],
      [193, tick],
    ],
    ['command_unanswered', 'visit_not_closed'],
  ],
]
for (const [name, events, heard] of table) {
  visits(name, () => {
    assert.equal(play(...events).heard, heard)
  })
}

visits('ends a request to lock when it is locked', () => {
  const lock: VisitEvent = { kind: 'admitted', request: R, door: DOOR, act: 'lock' }
  assert.is(play([0, lock], [1, step('locked')]).visits.size, 0)
})

visits('keeps the same visits when nothing changed', () => {
  const { visits: before } = play([0, admitted], [1, step('opened')])
  for (const event of [tick, step('opened'), { kind: 'offline', door: OTHER } as const]) {
    assert.is(watchVisits(before, event, millis(2000), BOUNDS).visits, before)
  }
})

visits('forgets in the end whatever never ended, so that nothing grows without bound', () => {
  const event = fc.oneof(
    fc.constantFrom<VisitEvent>(tick, { kind: 'offline', door: DOOR }),
    fc
      .tuple(
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom<Step | 'admitted'>('admitted', 'opened', 'closed', 'refused'),
      )
      .map(([which, what]): VisitEvent => {
        const request = String(which).padEnd(22, 'x') as RequestId
        if (what === 'admitted') return { kind: 'admitted', request, door: DOOR, act: 'unlock' }
        return { kind: 'step', request, step: what }
      }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const ended = events.map((one, at) => [at, one] as const)
      const after = [300, 500, 700, 900, 1100].map((at) => [events.length + at, tick] as const)
      return play(...ended, ...after).visits.size === 0
    }),
  )
})

visits.run()
