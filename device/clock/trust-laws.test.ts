import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import { DAY, event, HOUR, T } from './events.fixture.ts'
import { JUMP_MOST, reduce, startTime, timeOf } from './trust.ts'

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

laws.run()
