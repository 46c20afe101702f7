// The board itself and the voltage that moves the bolt. Pure.

import { LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { millis, seconds } from '#protocol/units.ts'
import { type Check, good, last, type PartTest, type Seen, type Verdict, volts, wrong } from '../part.ts'

/** Several STATUS come in that time. */
const LISTEN = millis(1200)

/** Nothing is done; it listens for a while and judges then. */
export const listen = (judge: (seen: Seen) => Verdict): Check => ({
  deeds: [],
  within: LISTEN,
  look: () => undefined,
  late: judge,
})

const ofBoard = (seen: Seen): Verdict => {
  const { faults } = last(seen)
  if (seen.statuses.length === 0) return wrong('silent')
  if (faults.includes('memory')) return wrong('memory')
  if (faults.includes('serial')) return wrong('bytes_lost')
  return good()
}

export const FIRMWARE_TEST: PartTest = { needs: [], checks: [listen(ofBoard)], after: [] }

/** Millivolts; below `least` the rig refuses to move. */
const BOUNDS: Readonly<Record<Variant, { readonly least: number; readonly most: number; readonly usual: string }>> = {
  servo: { least: LIMITS.SUPPLY_MIN_SERVO_MV + LIMITS.SUPPLY_HYSTERESIS_MV, most: 7_500, usual: '5–6' },
  relay: { least: LIMITS.SUPPLY_MIN_RELAY_MV + LIMITS.SUPPLY_HYSTERESIS_MV, most: 15_000, usual: '12' },
}
const NOTHING = 500
/** The divider's lower resistor is missing: the pin sees the whole voltage. */
const FULL_SCALE = 16_000

export const ofSupply = ({ variant, statuses, first }: Seen): Verdict => {
  const measured = [first, ...statuses].map(({ supplyMv }) => supplyMv)
  const lowest = Math.min(...measured)
  const highest = Math.max(...measured)
  const { least, most, usual } = BOUNDS[variant]
  const slots = { volts: volts(lowest), usual }
  if (highest < NOTHING) return wrong('supply_none', ['supply'], slots)
  if (highest > FULL_SCALE) return wrong('supply_divider', ['supply'], slots)
  if (highest > most) return wrong('supply_high', ['supply'], { ...slots, volts: volts(highest) })
  if (lowest < least) return wrong('supply_low', ['supply'], slots)
  return good(slots)
}

export const SUPPLY_TEST: PartTest = { needs: ['firmware'], checks: [listen(ofSupply)], after: [] }

const RAIL_OFF = 1_000
const RAIL_ON = 4_500
const SWITCHED = seconds(4)

const railCheck = (camera: boolean): Check => ({
  deeds: [{ do: 'power', camera, infrared: false }],
  within: SWITCHED,
  look: (seen) => {
    const { railMv, cameraRelayOn } = last(seen)
    if (cameraRelayOn !== camera) return undefined
    return (camera ? railMv >= RAIL_ON : railMv < RAIL_OFF) ? good({ volts: volts(railMv) }) : undefined
  },
  late: (seen) => {
    const slots = { volts: volts(last(seen).railMv) }
    if (!camera) return wrong('rail_stuck_on', ['cameraRelay', 'cameraRail'], slots)
    return last(seen).railMv < RAIL_OFF
      ? wrong('rail_dead', ['cameraRelay', 'cameraRail'], slots)
      : wrong('rail_low', ['cameraRail', 'cameraRelay'], slots)
  },
})

export const RAIL_TEST: PartTest = {
  needs: ['firmware'],
  checks: [railCheck(false), railCheck(true), railCheck(false), railCheck(true)],
  after: [{ do: 'power', camera: false, infrared: false }],
}
