// What watching needs of its surroundings: somebody to ask, and the words for what came of it.

import type { RefusalCode } from '#protocol/refusals.ts'
import type { Watching } from '../core/app.ts'

/** Why nothing is shown: the door's or the bridge's refusal, no way there, or the person who left. */
export type EndCode = RefusalCode | 'link_down' | 'link_slow' | 'left'

export interface NotAllowed {
  readonly ok: false
  readonly code: Exclude<EndCode, 'left'>
}

/** Asks the door whether this viewer may watch: each session needs a request of its own. */
export type Ask = () => Promise<Watching | NotAllowed>

export const isAllowed = (answer: Watching | NotAllowed): answer is Watching => !('ok' in answer)

/** What another request may change by itself: all else ends it until a person asks again. */
const PASSING: ReadonlySet<EndCode> = new Set<EndCode>([
  'link_down',
  'link_slow',
  'door_offline',
  'timed_out',
  'rate_limited',
  'live_unavailable',
  'live_full',
  'live_unasked',
  'live_silent',
  'challenge_unknown',
  'challenge_expired',
  'replayed',
  'admission_missing',
  'admission_expired',
  'token_stale',
  'revocations_behind',
  'clock_untrusted',
  'journal_failed',
  'busy',
])

export const isFinal = (code: EndCode): boolean => !PASSING.has(code)
