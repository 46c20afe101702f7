import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { createLamp } from './lamp.ts'
import {
  DIM,
  DIM_FOR,
  LIGHT,
  lampWanted,
  NIGHT_AT_FIRST,
  type NightLight,
  reduceNight,
  SUDDEN_FOR,
  TRY_LATEST,
  TRY_SOONEST,
} from './light.ts'

const test = suite('night light')

const EACH = 200

/** A room with a lamp that follows at once, looked at five times a second. */
const room = () => {
  let state: NightLight = NIGHT_AT_FIRST
  let now = 0
  const switched: [number, boolean][] = []
  return {
    /** @param daylight mean without the lamp @param lamp what it adds */
    spend: (seconds: number, daylight: number, { lamp = 90, filmed = false } = {}): void => {
      for (const end = now + seconds * 1000; now < end; now += EACH) {
        const was = lampWanted(state)
        const mean = Math.min(255, daylight + (was ? lamp : 0))
        state = reduceNight(state, { mean, filmed, now: millis(now) })
        if (lampWanted(state) !== was) switched.push([now, lampWanted(state)])
      }
    },
    burns: () => lampWanted(state),
    switched: () => switched.splice(0),
  }
}

test('is lit when it was dim for three seconds, and not for less', () => {
  const hall = room()
  hall.spend(5, 50)
  hall.spend(DIM_FOR / 1000 - 0.2, 20)
  hall.spend(5, 50)
  assert.equal(hall.switched(), [])
  hall.spend(DIM_FOR / 1000 + 0.4, 20)
  assert.ok(hall.burns())
})

test('is lit at once when the light was switched off, and a hand that passes lights nothing', () => {
  const hall = room()
  hall.spend(5, 120)
  hall.spend(0.4, 3)
  hall.spend(5, 120)
  assert.equal(hall.switched(), [])
  hall.spend(SUDDEN_FOR / 1000 + 0.4, 3)
  assert.ok(hall.burns())
})

test('stays lit through the night but for short tries, fewer and fewer, and goes out in the morning', () => {
  const hall = room()
  hall.spend(6 * 3600, 5)
  const night = hall.switched()
  const tries = night.filter(([, on]) => !on).map(([at]) => at)
  assert.ok(tries.length > 10 && tries.length < 40, `${tries.length} tries`)
  assert.ok((tries[0] ?? 0) >= TRY_SOONEST)
  assert.ok((tries.at(-1) ?? 0) - (tries.at(-2) ?? 0) >= TRY_LATEST)
  for (const [at, [began, on]] of night.entries()) {
    if (!on) assert.ok((night[at + 1]?.[0] ?? 1e9) - began <= 1000, 'dark for more than a second')
  }
  hall.spend(TRY_LATEST / 1000 + 5, 120)
  assert.not(hall.burns())
  assert.is(hall.switched().length, 1)
})

test('nothing is tried while somebody is filmed, and a try ends when a film begins', () => {
  const hall = room()
  hall.spend(10, 5)
  hall.switched()
  hall.spend(3600, 120, { filmed: true })
  assert.equal(hall.switched(), [])
  hall.spend(0.4, 120)
  assert.not(hall.burns())
  hall.spend(1, 120, { filmed: true })
  assert.ok(hall.burns())
})

test('between dim and light it never flickers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: DIM, max: LIGHT + 40 }), { minLength: 10, maxLength: 200 }), (means) => {
      const hall = room()
      for (const mean of means) hall.spend(0.2, mean)
      assert.equal(hall.switched(), [])
    }),
  )
})

test('whatever is seen, it is switched at most twice in half a second', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.boolean()), { maxLength: 300 }), (looks) => {
      const hall = room()
      for (const [mean, filmed] of looks) hall.spend(0.2, mean, { filmed })
      const ons = hall.switched().filter(([, on]) => on)
      for (let at = 1; at < ons.length; at += 1) assert.ok((ons[at]?.[0] ?? 0) - (ons[at - 1]?.[0] ?? 0) >= 500)
    }),
    { numRuns: 50 },
  )
})

test('tells each change once, and goes out with the camera', () => {
  const wishes: boolean[] = []
  const lamp = createLamp({ filmed: () => false, wish: (on) => wishes.push(on) })
  for (let now = 0; now < 10_000; now += 200) lamp.look(4, millis(now))
  assert.equal(wishes, [true])
  lamp.out()
  lamp.out()
  assert.equal(wishes, [true, false])
})

test.run()
