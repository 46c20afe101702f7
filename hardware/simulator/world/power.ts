// Two voltages: the supply that moves the bolt, and the rail behind the camera relay. Pure; millivolts.

import type { Variant } from '#hardware/contract/rig.ts'

export const NOMINAL_MV: Readonly<Record<Variant, number>> = { servo: 5_000, relay: 12_000 }
const RAIL_MV = 5_000
/** The rail's capacitors: millivolts a millisecond. */
const RISE = 1_000
const FALL = 250

export type RailFault = 'none' | 'welded' | 'dead'

export interface Power {
  readonly supplyMv: number
  readonly railMv: number
  /** What the chip asks of the relay. */
  readonly relayOn: boolean
  /** `welded`: contacts stuck closed; `dead`: no voltage arrives. */
  readonly rail: RailFault
}

export const mainsPower = (variant: Variant): Power => ({
  supplyMv: NOMINAL_MV[variant],
  railMv: 0,
  relayOn: false,
  rail: 'none',
})

const railGoal = (power: Power): number => {
  if (power.rail === 'dead') return 0
  return power.relayOn || power.rail === 'welded' ? RAIL_MV : 0
}

/** Same reference when nothing changed. */
export const powerAfter = (power: Power, ms: number): Power => {
  const way = railGoal(power) - power.railMv
  if (way === 0) return power
  const step = way > 0 ? Math.min(way, RISE * ms) : Math.max(way, -FALL * ms)
  return { ...power, railMv: power.railMv + step }
}
