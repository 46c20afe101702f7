// Candidates are not trickled: a description is whole when it goes out, or has what there was after the time limit.

import type { Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'
import type { PeerConnection } from './wrtc.ts'

/** Host candidates take milliseconds; a relay one or two round trips. */
const GATHER_MOST = seconds(2)

/** @returns the description; empty when there is none */
export const gathered = async (connection: PeerConnection, clock: Pick<Clock, 'after'>): Promise<string> => {
  if (connection.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(GATHER_MOST, resolve)
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState !== 'complete') return
        cancel()
        resolve()
      }
    })
    connection.onicegatheringstatechange = null
  }
  return connection.localDescription?.sdp ?? ''
}
