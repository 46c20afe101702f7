// A request under way and what comes back, whichever way it went.

import type { ReceiptClaims } from '#protocol/receipt.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { EpochMs, Millis, RequestId } from '#protocol/units.ts'

/** One word on a request: the door's receipt, or the bridge's no. */
export interface Answer {
  readonly from: 'door' | 'bridge'
  readonly step: ReceiptClaims['step']
  readonly code?: RefusalCode | undefined
  readonly bolt?: ReceiptClaims['bolt'] | undefined
  /** Number of the journal entry that holds it. */
  readonly entry?: number | undefined
  readonly at: EpochMs
}

export const answerOfReceipt = ({ step, code, bolt, jn, at }: ReceiptClaims): Answer => ({
  from: 'door',
  step,
  code,
  bolt,
  entry: jn,
  at,
})

export interface Asking {
  readonly request: RequestId
  /** The next answer; undefined when none comes in time or the connection ends. */
  next(limit: Millis): Promise<Answer | undefined>
  end(): Promise<void>
}

/** After this nothing more is to be heard of a request. */
export const isLast = ({ step }: Answer): boolean => step !== 'opened'
