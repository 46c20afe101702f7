import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type EpochMs, epochMs, millis } from '#protocol/units.ts'
import { JUMP_MOST, reduce, startTime, type TimeEvent, type TimeState, timeOf } from './trust.ts'

/** 2026-01-01T00:00:00Z. */
const T = 1_767_225_600_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** An event by offsets: wall from T, monotonic from the start. */
type Step = readonly [kind: TimeEvent['kind'], wall: number, mono: number, more?: { time?: number; certain?: boolean }]
const event = ([kind, wall, mono, more = {}]: Step): TimeEvent => {
  const seen = { wall: epochMs(T + wall), mono: millis(mono) }
  if (kind === 'synchronised') return { ...seen, kind, certain: more.certain ?? false }
  if (kind === 'observed') return { ...seen, kind }
  return { ...seen, kind, time: epochMs(T + (more.time ?? wall)) }
}

/** Starts with a floor at T, and feeds the steps. */
const run = (steps: readonly Step[], floor: EpochMs = epochMs(T), wall = 0) => {
  let state: TimeState = startTime(floor, { wall: epochMs(T + wall), mono: millis(0) })
  const happened: string[] = []
  for (const step of steps) {
    const after = reduce(state, event(step))
    state = after.state
    happened.push(...after.happened.map(({ trusted, why }) => `${trusted ? '+' : '-'} ${why}`))
  }
  const last = steps.at(-1)
  const time = last ? timeOf(state, event(last)) - T : Number.NaN
  return { is: state.is, time, floor: state.floor - T, happened, state }
}

const table: {
  name: string
  steps: readonly Step[]
  is: TimeState['is']
  time: number
  last?: string
  floor?: number
}[] = [
  {
    name: 'waits after a start, and counts on from the floor',
    steps: [['observed', 50_000, 7000]],
    is: 'waiting',
    time: 7000,
  },
  {
    name: 'does not believe a wall clock ahead before anybody vouches',
    steps: [['observed', 400 * DAY, 7000]],
    is: 'waiting',
    time: 7000,
  },
  {
    name: 'trusts once the system is synchronised',
    steps: [['synchronised', 50_000, 7000]],
    is: 'trusted',
    time: 50_000,
    last: '+ the system says that it is synchronised',
  },
  {
    name: 'does not trust a synchronised clock behind the floor',
    steps: [['synchronised', -5000, 7000]],
    is: 'waiting',
    time: 7000,
    last: '- the wall clock is behind the floor',
  },
  {
    name: 'trusts it when it has caught up with the floor',
    steps: [
      ['synchronised', 6000, 7000],
      ['synchronised', 17_500, 17_000],
    ],
    is: 'trusted',
    time: 17_500,
  },
  {
    name: 'does not trust synchronisation alone after a sleep of a hundred days',
    steps: [['synchronised', 100 * DAY, 7000]],
    is: 'waiting',
    time: 7000,
    last: '- too long without time to trust one source',
  },
  {
    name: 'trusts it when the bridge agrees',
    steps: [
      ['synchronised', 100 * DAY, 7000],
      ['witnessed', 100 * DAY + 100, 7100, { time: 100 * DAY - 3000 }],
    ],
    is: 'trusted',
    time: 100 * DAY + 100,
    last: "+ the bridge's time agrees",
  },
  {
    name: 'does not take its time from the bridge',
    steps: [['witnessed', 0, 7000, { time: 5 * DAY }]],
    is: 'waiting',
    time: 7000,
  },
  {
    name: 'takes its time from the owner at the rig',
    steps: [
      ['told', 0, 7000, { time: 5 * DAY }],
      ['observed', 1000, 8000],
    ],
    is: 'trusted',
    time: 5 * DAY + 1000,
    last: '+ the owner told the time at the rig',
  },
  {
    name: 'follows small steps of the wall clock',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', 12_000, 11_000],
    ],
    is: 'trusted',
    time: 12_000,
  },
  {
    name: 'never shows less than it showed',
    steps: [
      ['synchronised', 20_000, 1000],
      ['observed', 15_000, 2000],
    ],
    is: 'trusted',
    time: 20_000,
  },
  {
    name: 'stops trusting at a jump forwards, and counts on by the monotonic clock',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', DAY, 11_000],
    ],
    is: 'jumped',
    time: 10_000,
    last: '- the wall clock jumped by 86390 s',
  },
  {
    name: 'stops trusting at a jump backwards',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', -DAY, 11_000],
    ],
    is: 'jumped',
    time: 10_000,
  },
  {
    name: 'does not let synchronisation excuse a jump',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', DAY, 11_000],
      ['synchronised', DAY + 1000, 12_000],
    ],
    is: 'jumped',
    time: 11_000,
  },
  {
    name: 'lets it where the configuration says that the system clock is always right',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', DAY, 11_000],
      ['synchronised', DAY + 1000, 12_000, { certain: true }],
    ],
    is: 'trusted',
    time: DAY + 1000,
  },
  {
    name: 'trusts again when the wall clock comes back',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', DAY, 11_000],
      ['observed', 20_000, 21_000],
    ],
    is: 'trusted',
    time: 20_000,
    last: '+ the wall clock is where it should be again',
  },
  {
    name: 'trusts again when the bridge agrees with what it counted itself',
    steps: [
      ['synchronised', 0, 1000],
      ['observed', DAY, 11_000],
      ['witnessed', DAY + 1000, 12_000, { time: 10_000 }],
      ['observed', DAY + 6000, 17_000],
    ],
    is: 'trusted',
    time: 16_000,
  },
  {
    name: 'does not add up small jumps to a large one',
    steps: [
      ['synchronised', 0, 1000],
      ...[1, 2, 3, 4, 5].flatMap((n): Step[] => [
        ['observed', n * 60_000, 1000 + n],
        ['synchronised', n * 60_000, 1000 + n],
      ]),
    ],
    is: 'jumped',
    time: 120_000,
  },
  {
    name: 'lets the owner at the rig lower a floor that a forged time raised',
    steps: [
      ['synchronised', 80 * DAY, 1000],
      ['synchronised', DAY, 2000],
      ['told', DAY + 1000, 3000, { time: DAY }],
    ],
    is: 'trusted',
    time: DAY + 1000,
    floor: DAY + 1000,
  },
]

const test = suite('trust in time')
for (const { name, steps, is, time, last, floor } of table) {
  test(name, () => {
    const found = run(steps)
    assert.is(found.is, is)
    assert.is(found.time, time)
    if (last !== undefined) assert.is(found.happened.at(-1), last)
    if (floor !== undefined) assert.is(found.floor, floor)
  })
}

test('takes the wall clock for what it is at the very first start, and no floor from it', () => {
  const { is, time, state } = run([['observed', 5000, 5000]], epochMs(0))
  assert.is(is, 'waiting')
  assert.is(time, 5000)
  assert.is(state.floor, 0)
})

test('writes its floor down once a day, and nothing twice', () => {
  const steps: Step[] = [['synchronised', 0, 0]]
  for (let hour = 1; hour <= 50; hour += 1) steps.push(['synchronised', hour * HOUR, hour * HOUR])
  assert.equal(run(steps).happened, [
    '+ the system says that it is synchronised',
    '+ the floor moved on',
    '+ the floor moved on',
  ])
  const behind = Array.from({ length: 5 }, (_, n): Step => ['synchronised', -DAY, n * 1000])
  assert.equal(run(behind).happened, ['- the wall clock is behind the floor'])
})

test('keeps the same state when nothing changed', () => {
  const { state } = run([['synchronised', 0, 1000]])
  const { state: after } = reduce(state, event(['observed', 0, 1000]))
  assert.is(after, state)
})

const laws = suite('trust in time, laws')

/** The wall clock does what it likes; the monotonic one goes on; anybody may vouch, but never the owner. */
const anySteps = fc.array(
  fc.record({
    kind: fc.constantFrom('observed' as const, 'synchronised' as const, 'witnessed' as const),
    pass: fc.integer({ min: 0, max: 100_000 }),
    wall: fc.oneof(fc.constant(undefined), fc.integer({ min: -30 * DAY, max: 30 * DAY })),
    time: fc.integer({ min: -30 * DAY, max: 30 * DAY }),
  }),
  { maxLength: 40 },
)

laws('never shows less than its floor, nor than it showed before', () => {
  fc.assert(
    fc.property(anySteps, (list) => {
      let state = startTime(epochMs(T), { wall: epochMs(T), mono: millis(0) })
      let mono = 0
      let wall = 0
      let shown = T
      for (const { kind, pass, wall: set, time } of list) {
        mono += pass
        wall = set ?? wall + pass
        const now = event([kind, wall, mono, { time }])
        state = reduce(state, now).state
        const time2 = timeOf(state, now)
        assert.ok(time2 >= shown, `${time2} after ${shown}`)
        assert.ok(Number.isInteger(time2))
        shown = time2
      }
    }),
    { numRuns: 300 },
  )
})

laws('never runs ahead of the monotonic clock by more than a jump an hour, whatever is forged', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 300_000 })), {
        maxLength: 60,
      }),
      (list) => {
        let state = reduce(
          startTime(epochMs(T), { wall: epochMs(T), mono: millis(0) }),
          event(['synchronised', 0, 0]),
        ).state
        let mono = 0
        let wall = 0
        for (const [vouch, pass, ahead] of list) {
          mono += pass
          wall += pass + ahead
          const now = event([vouch ? 'synchronised' : 'observed', wall, mono])
          state = reduce(state, now).state
          const most = (Math.floor(mono / HOUR) + 1) * JUMP_MOST
          assert.ok(timeOf(state, now) - T <= mono + most, `${timeOf(state, now) - T} at ${mono}`)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test.run()
laws.run()
