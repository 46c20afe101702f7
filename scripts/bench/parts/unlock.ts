// One unlock at the real door of the house, timed from the publish to the edge on the bolt's pin.

import { HausrechtError } from '#protocol/fault.ts'
import type { Courier } from './courier.ts'
import type { House } from './house.ts'
import { pause, until, within } from './wait.ts'

const HOLD = 300
/** A bolt out and home again, and every word of it at the courier. */
const VISIT_WITHIN = 10_000

/** Milliseconds from the publish: to the pin, to the bridge's acknowledgement, to the receipt "opened". */
export interface Took {
  readonly pin: number
  readonly acknowledged: number
  readonly opened: number
}

/** Asks, and waits until the visit is over. @throws HausrechtError `bench_refused`, `bench_late` */
export const unlockOnce = async ({ simulator }: House, courier: Courier): Promise<Took> => {
  const prepared = await courier.prepare(HOLD)
  const rose = simulator.rise(0)
  const began = performance.now()
  const { at, acknowledged } = prepared.publish()
  const acknowledging = acknowledged.then(() => performance.now() - began)
  const moved = Promise.all([rose, prepared.opened, acknowledging])
  const [pin, opened, said] = await within(moved, 'the bolt to move', VISIT_WITHIN)
  await within(prepared.closed, 'the visit to be over', VISIT_WITHIN)
  return { pin: pin - at, opened: opened - at, acknowledged: said }
}

/** The rig may not be connected yet: until it is, requests hear that it is not there. */
export const firstUnlock = (house: House, courier: Courier): Promise<void> =>
  until(
    async () => {
      try {
        await unlockOnce(house, courier)
        return true
      } catch (fault) {
        if (!(fault instanceof HausrechtError) || fault.code !== 'bench_refused') throw fault
        await pause(200)
        return false
      }
    },
    'the door opens',
    VISIT_WITHIN,
  )
