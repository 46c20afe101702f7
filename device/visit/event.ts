// What the visit's machine is told. Each carries `at`, monotonic milliseconds of the door's clock.

import type { Happening } from '#protocol/entry.ts'
import type { Millis, RequestId } from '#protocol/units.ts'
import type { Misfit } from '../bolt/firmware.ts'
import type { Reading, UnlockAnswer } from '../bolt/port.ts'

export type Intent = Extract<Happening, { kind: 'intent' }>

export type VisitEvent = { readonly at: Millis } & (
  | {
      /** The door decided that this unlock may be carried out. Nothing is spent yet: the intent is. */
      readonly kind: 'allowed'
      readonly intent: Intent
      readonly hold: Millis
    }
  /** The intent of this request survives a power cut now. */
  | { readonly kind: 'durable'; readonly request: RequestId }
  /** The journal could not write the intent of this request. */
  | { readonly kind: 'undurable'; readonly request: RequestId }
  /** What the rig said to the unlock of that id. */
  | { readonly kind: 'answered'; readonly id: number; readonly answer: UnlockAnswer }
  /** An allowed request to lock. */
  | { readonly kind: 'lock'; readonly intent: Intent }
  | { readonly kind: 'connected'; readonly firmware: string }
  | { readonly kind: 'lost'; readonly why: string; readonly misfit?: Misfit }
  | { readonly kind: 'reading'; readonly reading: Reading }
  /** Time passed; twice a second is enough. */
  | { readonly kind: 'tick' }
)
