// What the door remembers: the fold over its journal, as plain data, and the questions asked of it.
// Nothing else holds state that must survive. How an entry changes it is in fold.ts; as text in checkpoint.ts.

import { CAMERA_AT_FIRST, type CameraSettings } from '#protocol/camera.ts'
import type { Binding } from '#protocol/decide.ts'
import type { HappeningKind } from '#protocol/entry.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import { LIVE_AT_FIRST, type LiveSettings } from '#protocol/live/settings.ts'
import type { LOCAL } from '#protocol/proof.ts'
import { NOTHING_REVOKED, type Revoked } from '#protocol/revocation.ts'
import type { Alarm } from '#protocol/state.ts'
import {
  type ClipId,
  type EpochMs,
  type EpochSeconds,
  epochMs,
  type GrantId,
  type Millis,
  type RequestId,
  type Thumbprint,
} from '#protocol/units.ts'
import { NO_PIN_FAILURES, type PinFailures } from '../pin/lockout.ts'

/** Whose door it is and through which bridge it is reached, since when. */
export interface Paired {
  readonly owner: PublicJwk
  readonly bridge: PublicJwk
  readonly at: EpochMs
}

/** Openings spent of a grant; `exp` says when this may be forgotten. */
export interface Used {
  readonly count: number
  readonly exp: EpochSeconds
}

/** An unlock that was intended and is not measured closed yet. */
export interface OpenVisit {
  readonly request: RequestId
  /** Absent for a PIN at the keypad. */
  readonly holder: Thumbprint | undefined
  readonly via: Thumbprint | typeof LOCAL
  readonly hold: Millis | undefined
  /** Was the bolt measured out? */
  readonly opened: boolean
  readonly since: EpochMs
}

/** Ids in the order they came, in small sets so that adding one copies little. Oldest set first. */
export type RecentIds = readonly ReadonlySet<RequestId>[]

export interface Memory {
  readonly paired: Paired | undefined
  /** The owner's newest list as a token, to be shown to others; undefined: none yet. */
  readonly revocations: string | undefined
  /** The same list, ready for look-ups. */
  readonly revoked: Revoked
  readonly epochSeen: number
  readonly uses: ReadonlyMap<GrantId, Used>
  readonly bindings: ReadonlyMap<GrantId, Binding>
  /** Requests carried out. Apart from `answered`, so that a flood of refusals cannot push them out. */
  readonly spent: RecentIds
  /** Requests refused: an answered request is over, even where a later moment would answer otherwise. */
  readonly answered: RecentIds
  readonly remoteOff: boolean
  /** Slots that hold a PIN, ascending. */
  readonly pins: readonly number[]
  readonly pinFailures: PinFailures
  /** No time before the floor is ever shown again. Never trusted right after a boot. */
  readonly clock: { readonly trusted: boolean; readonly floor: EpochMs }
  readonly visit: OpenVisit | undefined
  readonly alarms: readonly Alarm[]
  /** The owner's word about the camera. */
  readonly camera: CameraSettings
  /** The owner's word about being watched. */
  readonly live: LiveSettings
  /** Clips begun and not ended: their recorder may have died. */
  readonly clips: readonly ClipId[]
  /** Entries by kind, since the beginning. */
  readonly counts: Readonly<Partial<Record<HappeningKind, number>>>
}

export const EMPTY_MEMORY: Memory = {
  paired: undefined,
  revocations: undefined,
  revoked: NOTHING_REVOKED,
  epochSeen: 0,
  uses: new Map(),
  bindings: new Map(),
  spent: [],
  answered: [],
  remoteOff: false,
  pins: [],
  pinFailures: NO_PIN_FAILURES,
  clock: { trusted: false, floor: epochMs(0) },
  visit: undefined,
  alarms: [],
  camera: CAMERA_AT_FIRST,
  live: LIVE_AT_FIRST,
  clips: [],
  counts: {},
}

/** Openings already spent of a grant (Facts.usesOf). */
export const usesOf = (memory: Memory, grant: GrantId): number => memory.uses.get(grant)?.count ?? 0

/** The key a link was bound to, if it was (Facts.boundTo). */
export const boundTo = (memory: Memory, link: GrantId): Thumbprint | undefined => memory.bindings.get(link)?.to

/** Was this very request answered before, by an intent or by a refusal (Facts.spent)? */
export const isSpent = (memory: Memory, request: RequestId): boolean =>
  memory.spent.some((ids) => ids.has(request)) || memory.answered.some((ids) => ids.has(request))
