// The camera's power and its infrared light: what is asked of the rig, and what the rig measures. `off` is shown only
// for a rail that is measured dead.

import type { Leaf } from '#protocol/state.ts'
import type { BoltPort } from '../../bolt/port.ts'

/** Millivolts behind the relay from which on a camera has power. */
const RAIL_ON = 4000

export interface Supply {
  /** As measured; undefined while no rig measures it. */
  readonly powered: boolean | undefined
  readonly infrared: boolean
  /** @param off the owner's word */
  want(off: boolean, infrared: boolean): void
  /** Takes the newest reading. @returns whether the rail's measure changed */
  measure(): boolean
  leaf(): Leaf
}

export const createSupply = (bolt: Pick<BoltPort, 'power' | 'reading'>): Supply => {
  let powered: boolean | undefined
  let infrared = false
  return {
    get powered() {
      return powered
    },
    get infrared() {
      return infrared
    },
    want: (off, light) => {
      infrared = light
      bolt.power({ camera: !off, infrared: !off && light })
    },
    measure: () => {
      const reading = bolt.reading()
      if (!reading) return false
      const before = powered
      powered = reading.railMillivolts >= RAIL_ON
      return powered !== before
    },
    leaf: () => bolt.reading()?.leaf ?? 'unknown',
  }
}
