// What a check of a clip is given: the clip as it was found, wherever that was, and what else is known.

import type { Entry } from '../entry.ts'
import type { ClipId, DoorId, Hash } from '../units.ts'

export interface SealedFacts {
  readonly hash: Hash
  readonly size: number
}

export interface FoundPart {
  /** The number it was stored under; left out where lines are known only in an order. */
  readonly place?: number
  readonly line: string
  /** Of the sealed bytes: `null` when they should be here and are not; left out when nobody looked. */
  readonly sealed?: SealedFacts | null
}

/** An entry of the door's journal whose signature and place in the chain were checked. */
export interface KnownEntry extends Pick<Entry, 'n' | 'what'> {
  readonly hash: Hash
}

export interface FoundClip {
  readonly door: DoorId
  /** The name it was stored under. */
  readonly clip?: ClipId
  readonly head: string
  readonly parts: readonly FoundPart[]
  readonly end?: string
  /** Entries without a gap, as far as they are at hand. */
  readonly journal?: readonly KnownEntry[]
}
