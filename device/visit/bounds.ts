// How long each step at the door may take before somebody must hear of it. Spans on the monotonic clock.

import { LIMITS } from '#hardware/contract/rig.ts'
import { millis, minutes, seconds } from '#protocol/units.ts'

/** The journal takes this long at most; an older intent opens nothing any more. */
export const INTENT_BOUND = seconds(5)
/** All attempts of the microcontroller at one movement, and a little. */
const MOVEMENT = millis(LIMITS.ATTEMPTS_MAX * (LIMITS.TRAVEL_TIMEOUT_MS + LIMITS.RETRY_PAUSE_MS) + 500)
/** From the unlock to the bolt measured out. */
export const UNLOCK_BOUND = MOVEMENT
/** From "should go home now" to measured home, on a shut door. */
export const RELOCK_BOUND = seconds(8)
/** After the hold ran out: time for the microcontroller's own timer, before it is told to lock. */
export const RELOCK_SLACK = seconds(1)
/** An unlock nobody answered may still move the bolt for so long (the rig refuses an older one as stale). */
export const UNANSWERED_BOUND = millis(LIMITS.FRESH_MS + MOVEMENT)
/** A door standing open for longer is an alarm. */
export const LEFT_OPEN_BOUND = minutes(1)
/** The inside button explains the bolt leaving home for so long. */
export const EGRESS_EXPLAINS = MOVEMENT
/** The longest the inside button can hold the bolt out on a shut door. */
export const EGRESS_BOUND = millis(LIMITS.EGRESS_HOLD_MAX_MS + LIMITS.EGRESS_MS)
/** A bolt turned out by hand is sent home after so long on a shut door. */
export const BY_HAND_BOUND = minutes(1)
/** A rig away for longer is an alarm, even with nobody at the door. */
export const RIG_AWAY_BOUND = seconds(5)
/** A door that opens so soon after a visit is that visit's second entry. */
export const SECOND_ENTRY_WITHIN = minutes(1)
/** An alarm ends when its cause has been gone for so long: a flickering one is one alarm. */
export const ALARM_CLEARS_AFTER = seconds(2)
/** How long a lock command waits for the bolt measured home. */
export const LOCK_BOUND = seconds(10)
/** Lock commands waiting at the same time; the oldest is answered first. */
export const LOCKS_MOST = 8
