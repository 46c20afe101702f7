// Where a visit stands. Plain data; everything measured, nothing wished for. Instants are monotonic milliseconds.

import type { LOCAL } from '#protocol/proof.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { Alarm, Bolt, Leaf } from '#protocol/state.ts'
import type { Millis, RequestId, Thumbprint } from '#protocol/units.ts'
import type { Misfit } from '../bolt/firmware.ts'
import type { Reading } from '../bolt/port.ts'
import type { Bucket } from './bucket.ts'
import type { Intent } from './event.ts'

/** A request's time at the door, from its intent to the measured re-lock. */
export interface Visit {
  readonly request: RequestId
  readonly via: Thumbprint | typeof LOCAL
  readonly since: Millis
  /** Bolt measured out. */
  readonly opened: boolean
  /** Door measured open. */
  readonly entered: boolean
  /** Begun in an earlier life of the program. */
  readonly resumed: boolean
  /** Why it failed; its holder has been told. */
  readonly code: RefusalCode | undefined
}

/** The visit that ended last, at that instant. */
export interface Ended {
  readonly request: RequestId
  readonly at: Millis
}

/** The later stages hold for a way out or a break-in too: then there is no `visit`. */
export type Stage =
  /** Nothing measured since the start. */
  | { readonly is: 'unseen' }
  /** Door measured shut, bolt measured home. */
  | { readonly is: 'idle'; readonly last: Ended | undefined }
  /** Waiting for the journal; `back` is where the door stands meanwhile. */
  | {
      readonly is: 'intending'
      readonly intent: Intent
      readonly hold: Millis
      readonly since: Millis
      readonly back: Stage
    }
  /** The rig was asked; the bolt is not measured out yet. `was`: where it was before. */
  | {
      readonly is: 'unlocking'
      readonly visit: Visit
      readonly id: number
      readonly hold: Millis
      readonly since: Millis
      readonly was: Bolt
    }
  /** Not locked, door shut, and not opened since. It must be home by `until`. */
  | { readonly is: 'open'; readonly visit: Visit | undefined; readonly until: Millis }
  /** Door measured open. */
  | { readonly is: 'entered'; readonly visit: Visit | undefined; readonly since: Millis }
  /**
   * Door shut, bolt to go home. `told`: the rig was told to lock. Before `final` even a bolt at home is not the
   * end: an unlock may still be on its way. The inside button can keep it out up to `until`.
   */
  | {
      readonly is: 'shutting'
      readonly visit: Visit | undefined
      readonly since: Millis
      readonly told: boolean
      readonly final: Millis
      readonly until: Millis
    }

/** What the machine looks at in a reading; the rest changes all the time and means nothing here. */
export type Seen = Pick<Reading, 'bolt' | 'leaf' | 'egress' | 'moved' | 'unlockId' | 'faults'>

export type Rig =
  | {
      readonly present: false
      readonly since: Millis
      readonly why: string | undefined
      /** A board is there, but not one to work with. */
      readonly misfit?: Misfit
    }
  /** `strike`: locks by letting go, also while the door is open. */
  | { readonly present: true; readonly strike: boolean; readonly seen: Seen | undefined }

export interface LockAsked {
  readonly request: RequestId
  readonly since: Millis
}

export interface AlarmOn {
  readonly alarm: Alarm
  readonly request: RequestId | undefined
  /** The cause has been gone since. */
  readonly goneSince: Millis | undefined
}

export interface VisitState {
  readonly stage: Stage
  readonly rig: Rig
  /** Opened without a grant and without the inside button; until measured locked. */
  readonly forced: boolean
  /** The bolt left home by a little with nobody asking; until measured locked, or until it is more than a little. */
  readonly stray: { readonly last: Ended | undefined } | undefined
  /** Opened again after it had been shut; until measured locked. */
  readonly again: RequestId | undefined
  /** Last sign of the inside button. */
  readonly egressAt: Millis | undefined
  readonly leafOpenSince: Millis | undefined
  readonly alarms: readonly AlarmOn[]
  /** Lock commands waiting for the bolt measured home. */
  readonly locks: readonly LockAsked[]
  /** What the journal last said of bolt and leaf. */
  readonly written: { readonly bolt: Bolt | undefined; readonly leaf: Leaf | undefined }
  readonly bucket: Bucket
  /** Id of the next unlock. */
  readonly nextId: number
}

/** What the journal's memory says at a start. */
export interface Remembered {
  readonly visit:
    | undefined
    | {
        readonly request: RequestId
        readonly via: Thumbprint | typeof LOCAL
        readonly opened: boolean
        /** How long ago its intent was, by the wall clock; 0 when unknown. */
        readonly age: Millis
      }
  readonly alarms: readonly Alarm[]
}
