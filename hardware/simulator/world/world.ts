// The door and everything around it at an instant, and what a little time does to it. Pure: a state, a step, and
// the things people and faults may do. Knows no chip and no pins; counts what tests want to know afterwards.

import type { Variant } from '#hardware/contract/rig.ts'
import { BOLT_CLEAR, BOLT_END, BOLT_OBSTRUCTED, type Bolt, boltAfter, boltMoves, restingBolt } from './bolt.ts'
import { type Door, doorAfter, doorOpen, shutDoor } from './door.ts'
import { type KeypadFault, nextPressChange, type Press } from './hands.ts'
import { mainsPower, type Power, powerAfter } from './power.ts'

/** Longest step of a movement, milliseconds. */
const STEP_MS = 1

/** What happened so far; only ever grows. */
export interface Tally {
  /** Times the door left its frame. */
  readonly doorOpenings: number
  /** Times the bolt left home. */
  readonly boltLeftHome: number
  /** Times a bolt was thrown against an open door. */
  readonly throwsIntoOpenDoor: number
  /** Longest time the bolt was away from home without a break, milliseconds; the present time counts. */
  readonly longestOutMs: number
}

export interface World {
  readonly variant: Variant
  /** Milliseconds since power-on. */
  readonly now: number
  readonly bolt: Bolt
  readonly door: Door
  readonly power: Power
  readonly presses: readonly Press[]
  readonly keypad: KeypadFault
  /** Since when the bolt is away from home. */
  readonly outSince: number | undefined
  readonly tally: Tally
}

export const newWorld = (variant: Variant, now = 0): World => ({
  variant,
  now,
  bolt: restingBolt(),
  door: shutDoor,
  power: mainsPower(variant),
  presses: [],
  keypad: 'none',
  outSince: undefined,
  tally: { doorOpenings: 0, boltLeftHome: 0, throwsIntoOpenDoor: 0, longestOutMs: 0 },
})

export const boltHolds = (world: World): boolean => world.bolt.position < BOLT_CLEAR
/** A spring latch gives way to a closing door, a thrown bolt does not. */
const boltInWay = (world: World): boolean => world.variant === 'servo' && boltHolds(world)
const boltHome = (bolt: Bolt): boolean => bolt.position <= BOLT_END

const surroundings = (world: World) => ({
  variant: world.variant,
  now: world.now,
  doorOpen: doorOpen(world.door),
  supplyMv: world.power.supplyMv,
})

const counted = (before: World, after: World): World => {
  const left = boltHome(before.bolt) && !boltHome(after.bolt)
  const outSince = boltHome(after.bolt) ? undefined : (before.outSince ?? before.now)
  const hit = before.bolt.position > BOLT_OBSTRUCTED && after.bolt.position === BOLT_OBSTRUCTED && doorOpen(after.door)
  const { tally } = before
  const longestOutMs = before.outSince === undefined ? 0 : after.now - before.outSince
  const opened = !doorOpen(before.door) && doorOpen(after.door)
  if (!left && !hit && !opened && outSince === before.outSince && longestOutMs <= tally.longestOutMs) return after
  return {
    ...after,
    outSince,
    tally: {
      doorOpenings: tally.doorOpenings + (opened ? 1 : 0),
      boltLeftHome: tally.boltLeftHome + (left ? 1 : 0),
      throwsIntoOpenDoor: tally.throwsIntoOpenDoor + (hit && after.variant === 'servo' ? 1 : 0),
      longestOutMs: Math.max(tally.longestOutMs, longestOutMs),
    },
  }
}

const step = (world: World, ms: number): World => {
  const bolt = boltAfter(world.bolt, ms, surroundings(world))
  const holds = bolt.position < BOLT_CLEAR
  const door = doorAfter(world.door, ms, holds, world.variant === 'servo' && holds)
  const power = powerAfter(world.power, ms)
  const now = world.now + ms
  const presses = world.presses.some((press) => press.until <= now)
    ? world.presses.filter((press) => press.until > now)
    : world.presses
  return counted(world, { ...world, now, bolt, door, power, presses })
}

const moving = (world: World): boolean =>
  boltMoves(world.bolt, surroundings(world)) ||
  doorAfter(world.door, STEP_MS, boltHolds(world), boltInWay(world)) !== world.door ||
  powerAfter(world.power, STEP_MS) !== world.power

/** The next instant at which the world may change by itself; Infinity while it rests. */
export const nextChange = (world: World): number =>
  Math.min(moving(world) ? world.now + STEP_MS : Number.POSITIVE_INFINITY, nextPressChange(world.presses, world.now))

/** The world at a later instant, if nobody touches it. An earlier one gives the world as it is. */
export const worldAt = (world: World, now: number): World => {
  let present = world
  while (present.now < now) present = step(present, Math.min(now, nextChange(present)) - present.now)
  return present
}
