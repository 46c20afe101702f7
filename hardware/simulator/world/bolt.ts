// The bolt as a body: driven by a servo or a strike's coil, by a hand, held by a jam. Pure; position is 0 (home: the
// door is locked) to 1 (out: it is not). Knows the door only as "something stands in the way".

import { LIMITS, type Variant } from '#hardware/contract/rig.ts'

/** Below this the bolt holds the door; above, the door is free. */
export const BOLT_CLEAR = 0.6
/** Within this of an end it counts as there. */
export const BOLT_END = 0.1
/** A bolt that is thrown while the door is open stops here, against the plate. */
export const BOLT_OBSTRUCTED = 0.5
/** Where a stalling motor gives up. */
export const BOLT_STALLED = 0.5

/** Whole travel in milliseconds: servo at the thumb-turn, coil of the strike, a person's hand. */
const TRAVEL_MS = { servo: 250, relay: 40, hand: 400 } as const
/** A servo follows its last pulse for so long, then hangs limp. */
const LIMP_AFTER_MS = 60
const SERVO_NEEDS_MV = 3_500
const COIL_NEEDS_MV = 7_000

/** `swapped`: the two outer wires of the potentiometer changed places. */
export type SensorFault = 'none' | 'frozen' | 'cut' | 'shorted' | 'swapped'

export interface Bolt {
  readonly position: number
  /** Servo: where the last good pulse points, and until when it is followed. */
  readonly target: number
  readonly limpAt: number
  /** Relay: current through the strike's coil is switched on. */
  readonly coil: boolean
  /** A mechanical key or thumb-turn, which always wins. */
  readonly hand: 'none' | 'home' | 'out'
  readonly jammed: boolean
  readonly stalled: boolean
  readonly sensor: SensorFault
  /** What a frozen sensor goes on saying (position). */
  readonly frozenAt: number
}

export const restingBolt = (position = 0): Bolt => ({
  position,
  target: position,
  limpAt: 0,
  coil: false,
  hand: 'none',
  jammed: false,
  stalled: false,
  sensor: 'none',
  frozenAt: position,
})

/** A pulse of the servo signal ended. Widths no servo understands are ignored. */
export const boltPulsed = (bolt: Bolt, widthUs: number, now: number): Bolt => {
  if (widthUs < 500 || widthUs > 2_500) return bolt
  const span = LIMITS.SERVO_OUT_US - LIMITS.SERVO_HOME_US
  const target = Math.max(0, Math.min(1, (widthUs - LIMITS.SERVO_HOME_US) / span))
  return { ...bolt, target, limpAt: now + LIMP_AFTER_MS }
}

export interface BoltSurroundings {
  readonly variant: Variant
  readonly now: number
  readonly doorOpen: boolean
  readonly supplyMv: number
}

/** Where the bolt is being moved to and how fast (position a millisecond); undefined while nothing moves it. */
const pulled = (bolt: Bolt, around: BoltSurroundings): { readonly to: number; readonly speed: number } | undefined => {
  if (bolt.hand !== 'none') return { to: bolt.hand === 'out' ? 1 : 0, speed: 1 / TRAVEL_MS.hand }
  if (around.variant === 'relay') {
    const to = bolt.coil && around.supplyMv >= COIL_NEEDS_MV ? 1 : 0
    return { to, speed: 1 / TRAVEL_MS.relay }
  }
  if (around.now >= bolt.limpAt || around.supplyMv < SERVO_NEEDS_MV) return undefined
  return { to: bolt.target, speed: 1 / TRAVEL_MS.servo }
}

/** The end it can reach now: a stall stops it half-way; the strike's keeper alone passes an open door. */
const reachable = (bolt: Bolt, to: number, around: BoltSurroundings): number => {
  if (bolt.jammed) return bolt.position
  let end = to
  if (bolt.stalled && bolt.hand === 'none') {
    const below = bolt.position < BOLT_STALLED
    if (bolt.position !== BOLT_STALLED) end = below ? Math.min(end, BOLT_STALLED) : Math.max(end, BOLT_STALLED)
    else end = BOLT_STALLED
  }
  if (around.doorOpen && around.variant === 'servo') end = Math.max(end, Math.min(bolt.position, BOLT_OBSTRUCTED))
  return end
}

/** Same reference when it did not move. */
export const boltAfter = (bolt: Bolt, ms: number, around: BoltSurroundings): Bolt => {
  const pull = pulled(bolt, around)
  if (!pull) return bolt
  const end = reachable(bolt, pull.to, around)
  const way = end - bolt.position
  if (way === 0) return bolt
  const step = Math.min(Math.abs(way), pull.speed * ms)
  return { ...bolt, position: step === Math.abs(way) ? end : bolt.position + Math.sign(way) * step }
}

export const boltMoves = (bolt: Bolt, around: BoltSurroundings): boolean => boltAfter(bolt, 1, around) !== bolt

/** ADC counts at the position pin. The strike has contacts in a ladder, not a potentiometer. */
export const boltReading = (bolt: Bolt, variant: Variant): number => {
  if (bolt.sensor === 'cut') return 0
  if (bolt.sensor === 'shorted') return 1023
  let position = bolt.sensor === 'frozen' ? bolt.frozenAt : bolt.position
  if (bolt.sensor === 'swapped') position = 1 - position
  if (variant === 'relay') position = position <= BOLT_END ? 0 : position >= 1 - BOLT_END ? 1 : 0.5
  return Math.round(LIMITS.POSITION_HOME + position * (LIMITS.POSITION_OUT - LIMITS.POSITION_HOME))
}
