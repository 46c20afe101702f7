// What counts as fresh, by laws: no repeated, old or impossible picture does, and no fresh one lasts.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis, seconds } from '#protocol/units.ts'
import { announce, presented } from './announced.ts'
import { type DoorTime, doorNow, measure, UNKNOWN_TIME } from './door-time.ts'
import { ageOf, forgotten, isDrawn, isFresh, isUnmeasured, NOTHING_SHOWN, STALE_AFTER, shown } from './freshness.ts'
import { slept } from './sleep.ts'

const DOOR = 1_795_000_000_000
/** The door's clock less the page's. */
const AHEAD = DOOR - 5000
const at = (now: number): ReturnType<typeof epochMs> => epochMs(now + AHEAD)

const fresh = suite('freshness')

fresh('takes a new picture for fresh, for less than two seconds', () => {
  const state = shown(NOTHING_SHOWN, { number: 1, at: at(980) }, millis(1000))
  assert.ok(isFresh(state, at(1000), millis(1000)))
  assert.is(ageOf(state, at(1000)), 20)
  assert.ok(STALE_AFTER < seconds(2))
  assert.not(isFresh(state, at(980 + STALE_AFTER), millis(980 + STALE_AFTER)))
})

fresh('calls nothing fresh as long as the door’s clock is not known', () => {
  const state = shown(NOTHING_SHOWN, { number: 1, at: at(980) }, millis(1000))
  assert.not(isFresh(state, undefined, millis(1000)))
  assert.ok(isUnmeasured(state, undefined, millis(1100)))
  assert.not(isUnmeasured(state, undefined, millis(1000 + STALE_AFTER)))
  assert.not(isUnmeasured(state, at(1100), millis(1100)))
})

fresh('takes no repeated, older or rewound picture', () => {
  const state = shown(NOTHING_SHOWN, { number: 50, at: at(1000) }, millis(1010))
  assert.is(shown(state, { number: 50, at: at(1033) }, millis(1040)), state)
  assert.is(shown(state, { number: 49, at: at(1033) }, millis(1040)), state)
  assert.is(shown(state, { number: 51, at: at(900) }, millis(1040)), state)
  assert.is.not(shown(state, { number: 51, at: at(1033) }, millis(1040)), state)
})

fresh('follows a camera that began to count anew', () => {
  const state = shown(NOTHING_SHOWN, { number: 5000, at: at(1000) }, millis(1010))
  const first = shown(state, { number: 0, at: at(4000) }, millis(4010))
  assert.is(first.newest, state.newest)
  const repeated = shown(first, { number: 0, at: at(4033) }, millis(4040))
  assert.is(repeated.newest, state.newest, 'one picture with ever new times is not a camera that counts')
  const second = shown(repeated, { number: 1, at: at(4066) }, millis(4070))
  assert.is(second.newest?.number, 1)
  assert.is(shown(second, { number: 2, at: at(4100) }, millis(4110)).newest?.number, 2)
})

fresh(
  'still knows after a clock was set that a picture is drawn, of no known age, and takes whichever comes next',
  () => {
    assert.not(isDrawn(NOTHING_SHOWN))
    assert.not(isDrawn(forgotten(NOTHING_SHOWN)))
    const drawn = shown(NOTHING_SHOWN, { number: 50, at: at(1000) }, millis(1010))
    assert.ok(isDrawn(drawn))
    const state = forgotten(drawn)
    assert.ok(isDrawn(state), 'the old picture is on the screen yet')
    assert.is(forgotten(state), state)
    assert.is(ageOf(state, at(1020)), undefined)
    assert.not(isFresh(state, at(1020), millis(1020)))
    assert.not(isUnmeasured(state, undefined, millis(1020)))
    const next = shown(state, { number: 3, at: at(-60_000) }, millis(1050))
    assert.is(next.newest?.number, 3)
    assert.ok(isDrawn(next))
  },
)

const when = fc.integer({ min: 0, max: 60_000 })
const picture = fc.record({ number: fc.nat(200), at: when, shownAfter: fc.integer({ min: 0, max: 300 }) })

fresh('is lost within two seconds of the last fresh picture, whatever is replayed', () => {
  fc.assert(
    fc.property(fc.array(picture, { maxLength: 40 }), fc.integer({ min: 0, max: 20_000 }), (replayed, since) => {
      const honest = shown(NOTHING_SHOWN, { number: 200, at: at(since) }, millis(since + 10))
      let state = honest
      const later = since + 10 + STALE_AFTER
      // All that was captured up to then comes again, with its own numbers and times, and some with newer times.
      for (const { number, at: captured } of replayed) {
        const claimed = Math.min(captured, since + 900)
        state = shown(state, { number, at: at(claimed) }, millis(later))
      }
      assert.not(isFresh(state, at(later), millis(later)))
    }),
  )
})

fresh('never holds a picture of the future for fresh', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1001, max: 10_000_000 }), (ahead) => {
      const state = shown(NOTHING_SHOWN, { number: 1, at: at(1000 + ahead) }, millis(1000))
      assert.not(isFresh(state, at(1000), millis(1000)))
    }),
  )
})
fresh.run()

const time = suite('the door’s clock')

time('is known to half of the quickest round trip', () => {
  const trip = fc.record({ out: fc.integer({ min: 1, max: 300 }), back: fc.integer({ min: 1, max: 300 }) })
  fc.assert(
    fc.property(fc.array(trip, { minLength: 1, maxLength: 60 }), (trips) => {
      let known: DoorTime = UNKNOWN_TIME
      let now = 0
      const least: number[] = []
      for (const { out, back } of trips) {
        now += 1000
        const sent = millis(now)
        const { time: next, jumped } = measure(known, { sent, received: millis(now + out + back), door: at(now + out) })
        assert.not(jumped)
        known = next
        least.push(out + back)
      }
      const quickest = Math.min(...least.slice(-30))
      const error = Math.abs((doorNow(known, millis(now)) ?? 0) - at(now))
      assert.ok(error <= quickest / 2 + 0.5, `${error} at ${quickest}`)
    }),
  )
})

time('is measured anew when a clock was set', () => {
  const first = measure(UNKNOWN_TIME, { sent: millis(0), received: millis(10), door: at(5) })
  const second = measure(first.time, { sent: millis(1000), received: millis(1010), door: at(1005 + 60_000) })
  assert.ok(second.jumped)
  assert.is(doorNow(second.time, millis(2000)), at(62_000))
})

time('is not taken from a pong before its ping', () => {
  assert.is(measure(UNKNOWN_TIME, { sent: millis(10), received: millis(0), door: at(5) }).time, UNKNOWN_TIME)
})
time.run()

const sleep = suite('sleep')

sleep('is seen by timers that did not come, and by a clock that slept along', () => {
  const before = { wall: epochMs(DOOR), monotonic: millis(1000) }
  const look = (wall: number, monotonic: number): boolean =>
    slept(before, { wall: epochMs(DOOR + wall), monotonic: millis(1000 + monotonic) })
  assert.not(look(100, 100))
  assert.not(look(1100, 1000))
  assert.ok(look(5000, 5000))
  assert.ok(look(3_600_000, 100))
  assert.ok(look(-3_600_000, 100))
})
sleep.run()

const track = suite('pictures of a track')

track('are the newest announced before the frame came, and never one announced later', () => {
  const list = [0, 33, 66, 99].reduce<ReturnType<typeof announce>>(
    (known, heard, number) => announce(known, { number, at: at(heard - 5), heard: millis(heard) }),
    [],
  )
  const first = presented(list, millis(70))
  assert.is(first.picture?.number, 2)
  assert.is(presented(first.list, millis(70)).picture?.number, 2)
  assert.is(presented(first.list, millis(1000)).picture?.number, 3)
  assert.is(presented(list, millis(-1)).picture, undefined)
})
track.run()
