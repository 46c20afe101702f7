// What A0 reads: the resistors between the bolt and the pin, whole and with any one wire cut. Pure arithmetic.

import { LIMITS } from '../contract/limits.ts'
import { type Build, FIRMWARE } from './variants.ts'

/** From A0 to ground, beside the Nano: a cut wire reads 0 and not whatever the air says. */
export const PULL_OHM = 100_000
const COUNTS = 1024

/** The potentiometer turns twice as far as the thumb-turn: 180 of its 270 degrees for a quarter turn. */
export const POTENTIOMETER = { ohm: 10_000, endOhm: 470, degrees: 270, gear: 2, turnDegrees: 90 } as const
/** Beside the strike's change-over contact: ground, tap while locked, tap while open, 5 V. */
export const LADDER_OHM = { ground: 2_200, between: 6_800, five: 2_200 } as const

export type Place = 'home' | 'out'
export type Cut = 'none' | 'wiper' | 'five' | 'ground'
export const CUTS: readonly Cut[] = ['none', 'wiper', 'five', 'ground']

interface Halves {
  /** Ohm from the tap to 5 V. */
  readonly up: number
  /** Ohm from the tap to ground. */
  readonly down: number
}

function turned(fraction: number): Halves {
  const { ohm, endOhm } = POTENTIOMETER
  return { up: endOhm + ohm * (1 - fraction), down: endOhm + ohm * fraction }
}

/** The potentiometer's way around its middle, for a thumb-turn `degrees` away from locked. */
export function wiperFraction(degrees: number): number {
  const { gear, turnDegrees } = POTENTIOMETER
  return 0.5 + ((degrees - turnDegrees / 2) * gear) / POTENTIOMETER.degrees
}

function halves(build: Build, at: Place): Halves {
  if (FIRMWARE[build] === 'servo') return turned(wiperFraction(at === 'home' ? 0 : POTENTIOMETER.turnDegrees))
  const { ground, between, five } = LADDER_OHM
  return at === 'home' ? { up: between + five, down: ground } : { up: five, down: between + ground }
}

const parallel = (one: number, other: number): number => (one * other) / (one + other)
const counts = (up: number, down: number): number => Math.floor((COUNTS * down) / (up + down))

/** ADC counts with one wire cut, or none. */
export function reads(build: Build, at: Place, cut: Cut): number {
  const { up, down } = halves(build, at)
  if (cut === 'wiper' || cut === 'five') return 0
  return counts(up, cut === 'ground' ? PULL_OHM : parallel(down, PULL_OHM))
}

/** What the firmware makes of a reading that stays. */
export function meaning(reading: number): 'home' | 'out' | 'between' | 'unknown' {
  if (reading < LIMITS.POSITION_VALID_MIN || reading > LIMITS.POSITION_VALID_MAX) return 'unknown'
  if (reading <= LIMITS.POSITION_HOME_MAX) return 'home'
  return reading >= LIMITS.POSITION_OUT_MIN ? 'out' : 'between'
}

/** How far the thumb-turn may stop short of its end, in degrees, before the reading leaves its band. */
export function slackDegrees(at: Place): number {
  const { turnDegrees } = POTENTIOMETER
  for (let short = 0; short < turnDegrees; short++) {
    const { up, down } = turned(wiperFraction(at === 'home' ? short : turnDegrees - short))
    if (meaning(counts(up, parallel(down, PULL_OHM))) !== at) return short - 1
  }
  return turnDegrees
}
