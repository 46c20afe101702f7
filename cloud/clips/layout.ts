// Where everything lies in the store. All there is to know of a door begins with its name, so that a bucket can be
// copied, and one door's share of it too.

import type { ClipId, DoorId } from '#protocol/units.ts'

/** A held clip lies apart, where no rule of the store for `clips/` reaches it. */
export const SHELVES = ['clips', 'held'] as const
export type Shelf = (typeof SHELVES)[number]

export interface ClipPlace {
  readonly door: DoorId
  readonly clip: ClipId
}

export const shelfPrefix = (shelf: Shelf, door: DoorId): string => `${shelf}/${door}/`
export const clipPrefix = (shelf: Shelf, { door, clip }: ClipPlace): string => `${shelfPrefix(shelf, door)}${clip}/`

export const PARTS = 'parts/'
/** `parts/000017`: as many digits as keep the order. */
export const partName = (n: number): string => `${PARTS}${String(n).padStart(6, '0')}`

export const ownershipKey = (door: DoorId): string => `doors/${door}/ownership`
export const retentionKey = (door: DoorId): string => `doors/${door}/retention`
export const gonePrefix = (door: DoorId): string => `doors/${door}/gone/`
export const goneKey = ({ door, clip }: ClipPlace): string => gonePrefix(door) + clip
/** The owner's wish to keep a clip; lies there for as long as the clip is held. */
export const holdPrefix = (door: DoorId): string => `doors/${door}/holds/`
export const holdKey = ({ door, clip }: ClipPlace): string => holdPrefix(door) + clip
export const readsPrefix = (door: DoorId): string => `doors/${door}/reads/`
