// What the visit's machine wants done, as data, to be done in order.

import type { Happening } from '#protocol/entry.ts'
import type { STEPS } from '#protocol/receipt.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { Millis, RequestId } from '#protocol/units.ts'
import type { SignalPattern } from '../bolt/port.ts'

export type Step = (typeof STEPS)[number]

export type Effect =
  /** Write this. For an intent: tell the machine `durable` or `undurable` afterwards. */
  | { readonly do: 'journal'; readonly what: Happening }
  /** Only ever follows `durable`. Tell the machine `answered` afterwards. */
  | { readonly do: 'unlock'; readonly request: RequestId; readonly hold: Millis; readonly id: number }
  | { readonly do: 'lock' }
  /** Sign and send; the newest entry written then holds what it says. */
  | { readonly do: 'receipt'; readonly request: RequestId; readonly step: Step; readonly code?: RefusalCode }
  | { readonly do: 'signal'; readonly pattern: SignalPattern }
  /** Bolt, leaf, visit or alarms are not what was last published: see `viewOf`. */
  | { readonly do: 'publish' }
