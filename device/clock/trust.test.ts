import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type EpochMs, epochMs, millis } from '#protocol/units.ts'
import { DAY, event, HOUR, type Step, T } from './events.fixture.ts'
import { reduce, startTime, type TimeState, timeOf } from './trust.ts'

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
    name: 'does not trust a wall clock that only the bridge agrees with',
    steps: [['witnessed', 5000, 7000, { time: 5000 }]],
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

test.run()
