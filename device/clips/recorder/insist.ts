// A write that fails is tried again, the same bytes, until it is durable: the chain has no hole and no second version
// of a part. Somebody is told when it takes more than a moment, since then nothing is being recorded.

import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { Insist } from './clip.ts'
import { pauseAfter, sleep } from './wait.ts'

/**
 * @param until aborted: gives up, and the write rejects with HausrechtError `recorder_closed`
 * @param stuck told when the second try has failed too
 */
export const createInsist =
  (clock: Clock, until: AbortSignal, stuck: (cause: unknown) => void): Insist =>
  async (write) => {
    for (let failures = 1; ; failures += 1) {
      try {
        await write()
        return
      } catch (cause) {
        if (until.aborted) throw new HausrechtError('recorder_closed', 'Ended before it was durable', { cause })
        if (failures === 2) stuck(cause)
      }
      await sleep(clock, pauseAfter(failures), until)
    }
  }
