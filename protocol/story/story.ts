// What happened at a door, as a person would tell it: each story is made of journal entries, and every entry is in
// exactly one. Nothing here is known beyond what the entries say.

import type { ClipReason } from '../clip/reason.ts'
import type { Happening } from '../entry.ts'
import type { Action } from '../grant.ts'
import type { Way } from '../live/control.ts'
import type { LOCAL } from '../proof.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Alarm, CameraSight } from '../state.ts'
import type { ClipId, EpochMs, GrantId, Millis, RequestId, Thumbprint } from '../units.ts'

interface Base {
  /** Number of its first entry: stays its name, whatever is read later. */
  readonly first: number
  /** Numbers of its entries, rising. */
  readonly entries: readonly number[]
  /** By the door's clock. */
  readonly at: EpochMs
  readonly until?: EpochMs
}

/** A film, as far as the journal tells. */
export interface Filmed {
  readonly clip: ClipId
  readonly why: ClipReason
  readonly begun: EpochMs
  readonly ended?: EpochMs
  readonly lasts?: Millis
  readonly brokeOff?: true
  readonly dropped?: true
}

export interface AlarmSpan {
  readonly alarm: Alarm
  readonly on: EpochMs
  readonly off?: EpochMs
}

/**
 * `running`: not closed yet. `entered`: somebody went in, door shut, bolt home. `unentered`: opened, and nobody went in.
 * `unopened`: the bolt never moved.
 */
export type Ending = 'running' | 'entered' | 'unentered' | 'unopened'

export interface VisitStory extends Base {
  readonly kind: 'visit'
  readonly request: RequestId
  readonly act: Action
  /** Absent for a PIN, and where the beginning is not held. */
  readonly holder?: Thumbprint
  /** Of the keypad. */
  readonly slot?: number
  readonly via?: Thumbprint | typeof LOCAL
  readonly grants: readonly GrantId[]
  readonly asked?: EpochMs
  /** Bolt measured out. */
  readonly opened?: EpochMs
  readonly openedAfter?: Millis
  readonly doorOpened?: EpochMs
  readonly doorShut?: EpochMs
  /** Bolt measured home. */
  readonly locked?: EpochMs
  readonly clips: readonly Filmed[]
  readonly alarms: readonly AlarmSpan[]
  readonly ending: Ending
  readonly lasted?: Millis
  readonly code?: RefusalCode
}

/** The same refusal to the same key, again and again. */
export interface RefusalsStory extends Base {
  readonly kind: 'refusals'
  readonly code: RefusalCode
  readonly holder?: Thumbprint
  readonly act?: Action
  readonly count: number
}

export interface AlarmStory extends Base, AlarmSpan {
  readonly kind: 'alarm'
}

/** Filmed without a visit. */
export interface FilmStory extends Base, Filmed {
  readonly kind: 'film'
}

export interface WatchStory extends Base {
  readonly kind: 'watch'
  readonly request: RequestId
  readonly holder?: Thumbprint
  readonly begun?: EpochMs
  readonly ended?: EpochMs
  readonly lasted?: Millis
  readonly way?: Way
  readonly spoke: boolean
  readonly listened: boolean
  readonly ending: 'running' | 'over'
}

/** The owner's word: camera, watching, access, PINs, pairing. */
export interface ChangeStory extends Base {
  readonly kind: 'change'
  readonly what: Happening
}

/** A part of the door was away. */
export interface OutageStory extends Base {
  readonly kind: 'outage'
  readonly what: 'rig' | 'link' | 'camera'
  readonly sight?: CameraSight
}

/** Door and bolt moved without a visit: from inside, by the mechanical key, by hand. */
export interface MovedStory extends Base {
  readonly kind: 'moved'
  readonly inside: boolean
}

/** Somebody asked for the bolt to be thrown. */
export interface LockStory extends Base {
  readonly kind: 'lock'
  readonly request: RequestId
  readonly holder?: Thumbprint
  /** Bolt measured home. */
  readonly locked?: EpochMs
}

/** What the machine says of itself. */
export interface NoteStory extends Base {
  readonly kind: 'note'
  readonly what: Happening
}

export type Story =
  | VisitStory
  | RefusalsStory
  | AlarmStory
  | FilmStory
  | WatchStory
  | ChangeStory
  | OutageStory
  | MovedStory
  | LockStory
  | NoteStory

export type StoryKind = Story['kind']
