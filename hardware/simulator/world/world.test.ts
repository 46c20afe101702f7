import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { BOLT_CLEAR, BOLT_OBSTRUCTED, type Bolt, boltPulsed, boltReading, restingBolt } from './bolt.ts'
import { AJAR_DEGREES, doorOpen, pushedOpen, pushedShut, reedClosed } from './door.ts'
import { pressedAt, typing } from './hands.ts'
import { boltHolds, newWorld, nextChange, type World, worldAt } from './world.ts'

const withBolt = (world: World, change: Partial<Bolt>): World => ({ ...world, bolt: { ...world.bolt, ...change } })

/** The servo's signal for so long: a pulse each 20 ms. */
const pulsed = (world: World, widthUs: number, ms: number): World => {
  let present = world
  for (const end = world.now + ms; present.now < end; ) {
    present = { ...present, bolt: boltPulsed(present.bolt, widthUs, present.now) }
    present = worldAt(present, Math.min(end, present.now + 20))
  }
  return present
}
const OUT = LIMITS.SERVO_OUT_US
const HOME = LIMITS.SERVO_HOME_US

const pushOpen = (world: World): World => {
  const door = pushedOpen(world.door, boltHolds(world))
  return door === 'bolt-home' ? world : { ...world, door }
}
const pushShut = (world: World): World => ({ ...world, door: pushedShut(world.door) })

const moves = suite('world: how it moves')

moves('drives the bolt by servo pulses in a quarter of a second, and holds it there without them', () => {
  const half = pulsed(newWorld('servo'), OUT, 125)
  assert.ok(half.bolt.position > 0.4 && half.bolt.position < 0.6)
  const out = pulsed(half, OUT, 200)
  assert.is(out.bolt.position, 1)
  assert.is(worldAt(out, out.now + 60_000).bolt.position, 1)
  assert.is(boltReading(out.bolt, 'servo'), LIMITS.POSITION_OUT)
})

moves('ignores pulses that no servo understands', () => {
  for (const width of [1, 400, 2_600, 20_000]) assert.is(pulsed(newWorld('servo'), width, 500).bolt.position, 0)
})

moves('releases the strike with current and lets it fall home without', () => {
  const out = worldAt(withBolt(newWorld('relay'), { coil: true }), 100)
  assert.is(out.bolt.position, 1)
  assert.is(worldAt(withBolt(out, { coil: false }), 200).bolt.position, 0)
  const weak = { ...newWorld('relay'), power: { ...newWorld('relay').power, supplyMv: 6_000 } }
  assert.is(worldAt(withBolt(weak, { coil: true }), 100).bolt.position, 0)
})

moves('refuses to open while the bolt holds, and opens when it is out', () => {
  assert.is(pushedOpen(newWorld('servo').door, true), 'bolt-home')
  const open = worldAt(pushOpen(pulsed(newWorld('servo'), OUT, 300)), 2_000)
  assert.ok(open.door.degrees > 50)
  assert.not(reedClosed(open.door))
  assert.is(open.tally.doorOpenings, 1)
})

moves('stops a throw into an open door against the plate, and keeps the leaf ajar then', () => {
  const open = worldAt(pushOpen(pulsed(newWorld('servo'), OUT, 300)), 2_000)
  const thrown = pulsed(open, HOME, 500)
  assert.is(thrown.bolt.position, BOLT_OBSTRUCTED)
  assert.is(thrown.tally.throwsIntoOpenDoor, 1)
  const shut = worldAt(pushShut(thrown), thrown.now + 3_000)
  assert.is(shut.door.degrees, AJAR_DEGREES)
  const freed = worldAt(pulsed(shut, OUT, 500), shut.now + 2_000)
  assert.is(freed.door.degrees, 0)
})

moves('lets a strike latch behind a door that closes later', () => {
  const open = worldAt(pushOpen(worldAt(withBolt(newWorld('relay'), { coil: true }), 100)), 2_000)
  const shut = worldAt(pushShut(withBolt(open, { coil: false })), 4_000)
  assert.is(shut.door.degrees, 0)
  assert.is(shut.bolt.position, 0)
  assert.is(shut.tally.throwsIntoOpenDoor, 0)
})

moves('jams, stalls half-way and shows what a broken sensor says', () => {
  assert.is(pulsed(withBolt(newWorld('servo'), { jammed: true }), OUT, 1_000).bolt.position, 0)
  const stalled = pulsed(withBolt(newWorld('servo'), { stalled: true }), OUT, 1_000)
  assert.is(stalled.bolt.position, 0.5)
  assert.is(pulsed(stalled, HOME, 1_000).bolt.position, 0.5)
  const out = { ...restingBolt(1), frozenAt: 0 }
  assert.is(boltReading({ ...out, sensor: 'frozen' }, 'servo'), LIMITS.POSITION_HOME)
  assert.ok(boltReading({ ...out, sensor: 'cut' }, 'servo') < LIMITS.POSITION_VALID_MIN)
  assert.ok(boltReading({ ...out, sensor: 'shorted' }, 'servo') > LIMITS.POSITION_VALID_MAX)
})

moves('fools the reed switch without moving the door', () => {
  const open = worldAt(pushOpen(pulsed(newWorld('servo'), OUT, 300)), 2_000)
  assert.ok(reedClosed({ ...open.door, reed: 'closed' }))
  assert.not(reedClosed({ ...newWorld('servo').door, reed: 'open' }))
})

moves('opens by the mechanical key without any signal', () => {
  const turned = worldAt(withBolt(newWorld('servo'), { hand: 'out' }), 1_000)
  assert.is(turned.bolt.position, 1)
  assert.is(turned.tally.boltLeftHome, 1)
})

moves('types one key after the other and refuses keys that are not there', () => {
  const typed = typing('1#', [], 100) ?? []
  assert.equal(pressedAt(typed, 110), [{ row: 0, column: 0 }])
  assert.equal(pressedAt(typed, 190), [])
  assert.equal(pressedAt(typed, 260), [{ row: 3, column: 2 }])
  assert.is(typing('1x', [], 0), undefined)
})

moves('counts how long the bolt was away, also while it still is', () => {
  const out = worldAt(pulsed(newWorld('servo'), OUT, 300), 5_000)
  assert.ok(Math.abs(out.tally.longestOutMs - 4_975) < 5, `${out.tally.longestOutMs}`)
})
moves.run()

/** Something done at once, and how long the world is left alone after it. */
type Deed = readonly [act: (world: World) => World, ms: number]
const seldom = fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0)
const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant(pushOpen) },
  { weight: 3, arbitrary: fc.constant(pushShut) },
  {
    weight: 6,
    // A train of pulses: followed for so long.
    arbitrary: fc
      .tuple(
        fc.oneof(fc.constantFrom(HOME, OUT), fc.integer({ min: 300, max: 2_700 })),
        fc.integer({ min: 1, max: 600 }),
      )
      .map(
        ([width, ms]) =>
          (world: World) =>
            withBolt(world, boltPulsed(world.bolt, width, world.now + ms)),
      ),
  },
  { weight: 4, arbitrary: fc.boolean().map((coil) => (world: World) => withBolt(world, { coil })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('none' as const, 'home' as const, 'out' as const)
      .map((hand) => (world: World) => withBolt(world, { hand })),
  },
  seldom.map((jammed) => (world: World) => withBolt(world, { jammed })),
  seldom.map((stalled) => (world: World) => withBolt(world, { stalled })),
  fc
    .integer({ min: 1, max: 20_000 })
    .map((supplyMv) => (world: World) => ({ ...world, power: { ...world.power, supplyMv } })),
)
const deed: fc.Arbitrary<Deed> = fc.tuple(act, fc.constantFrom(0, 0.3, 7, 60, 300, 700, 1_500))
const variant = fc.constantFrom<Variant>('servo', 'relay')

/** Every instant of a life, at most 1 ms apart while anything moves. */
const lived = (kind: Variant, deeds: readonly Deed[]): World[] => {
  let present = newWorld(kind)
  const states = [present]
  for (const [doIt, ms] of deeds) {
    present = doIt(present)
    for (const end = present.now + ms; present.now < end; states.push(present)) {
      present = worldAt(present, Math.min(end, nextChange(present)))
    }
  }
  return states
}

const laws = suite('world: laws')

laws('never opens the door through a bolt that is home', () => {
  let openings = 0
  fc.assert(
    fc.property(variant, fc.array(deed, { minLength: 10, maxLength: 25 }), (kind, deeds) => {
      const states = lived(kind, deeds)
      for (const [index, after] of states.entries()) {
        const before = states[index - 1]
        if (before && !doorOpen(before.door) && doorOpen(after.door)) {
          openings++
          assert.ok(before.bolt.position >= BOLT_CLEAR - 0.03, `opened at ${before.bolt.position}`)
        }
        if (kind === 'servo' && doorOpen(after.door)) assert.ok(after.bolt.position >= BOLT_OBSTRUCTED - 1e-9)
      }
    }),
    { numRuns: 150 },
  )
  assert.ok(openings > 0, 'in some of these lives the door was opened')
})

laws('moves bolt and door continuously and within their ends', () => {
  fc.assert(
    fc.property(variant, fc.array(deed, { minLength: 10, maxLength: 25 }), (kind, deeds) => {
      const states = lived(kind, deeds)
      for (const [index, after] of states.entries()) {
        const { position } = after.bolt
        assert.ok(position >= 0 && position <= 1 && after.door.degrees >= 0 && after.door.degrees <= 90)
        const before = states[index - 1]
        if (!before || after.now - before.now > 1) continue
        assert.ok(Math.abs(position - before.bolt.position) <= 0.026)
        assert.ok(Math.abs(after.door.degrees - before.door.degrees) <= 0.1)
      }
    }),
    { numRuns: 100 },
  )
})

laws('is the same world in one step or in many', () => {
  const cuts = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 20 })
  fc.assert(
    fc.property(variant, fc.array(deed, { maxLength: 10 }), cuts, (kind, deeds, at) => {
      const begin = deeds.reduce((world, [doIt, ms]) => worldAt(doIt(world), world.now + ms), newWorld(kind))
      const once = worldAt(begin, begin.now + 1_000)
      const often = [...at]
        .sort((left, right) => left - right)
        .reduce((world, ms) => worldAt(world, begin.now + ms), begin)
      const last = worldAt(often, begin.now + 1_000)
      assert.ok(Math.abs(last.bolt.position - once.bolt.position) < 0.03)
      assert.is(last.tally.doorOpenings, once.tally.doorOpenings)
    }),
    { numRuns: 100 },
  )
})

laws('gives the same reference while nothing changes', () => {
  const world = newWorld('servo', 7)
  assert.is(worldAt(world, 7), world)
  assert.is(worldAt(world, 3), world)
  assert.is(nextChange(world), Number.POSITIVE_INFINITY)
})
laws.run()
