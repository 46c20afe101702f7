// What is stored of a door: its clips, the newest first, and each in short.

import type { ClipId, DoorId, EpochMs } from '#protocol/units.ts'
import { Recent } from '../recent.ts'
import type { Store } from '../store/port.ts'
import { several } from '../store/several.ts'
import type { Heads } from './heads.ts'
import { type ClipPlace, gonePrefix, SHELVES, shelfPrefix } from './layout.ts'
import { daysAfter, type Retention } from './retention.ts'
import { contentsOf, standingOf, textOf } from './shelf.ts'

export interface ClipInShort {
  readonly clip: ClipId
  readonly head: string
  readonly at: EpochMs
  readonly parts: number
  readonly bytes: number
  readonly ended: boolean
  readonly held: boolean
  /** When its time is over; null while it is held. */
  readonly deletes: EpochMs | null
}

/** Where a page ends: the next one has what is older. */
export interface Cursor {
  readonly at: number
  readonly clip: string
}

const KNOWN = 50_000

const olderThan = (a: Cursor, b: Cursor): boolean => a.at < b.at || (a.at === b.at && a.clip > b.clip)

export class Catalogue {
  readonly #store: Store
  readonly #heads: Heads
  readonly #retention: Retention
  readonly #began = new Recent<EpochMs>(KNOWN)

  constructor(store: Store, heads: Heads, retention: Retention) {
    this.#store = store
    this.#heads = heads
    this.#retention = retention
  }

  /** Every clip with a head, in no order. A head that nobody can believe counts as from the beginning of time. */
  async clips(door: DoorId): Promise<Cursor[]> {
    const ids = await this.ids(door)
    const found = await several(ids, async (clip) => {
      const at = await this.beginOf({ door, clip })
      return at === undefined ? [] : [{ at, clip }]
    })
    return found.flat()
  }

  /** Names of all there is something of. */
  async ids(door: DoorId): Promise<Set<ClipId>> {
    const ids = new Set<ClipId>()
    for (const shelf of SHELVES) {
      for await (const clip of this.#store.names(shelfPrefix(shelf, door))) ids.add(clip as ClipId)
    }
    return ids
  }

  async page(door: DoorId, before: Cursor | undefined, limit: number) {
    const [all, days] = await Promise.all([this.clips(door), this.#retention.daysOf(door)])
    const older = before === undefined ? all : all.filter((one) => olderThan(one, before))
    const sorted = older.sort((a, b) => (olderThan(b, a) ? -1 : 1))
    const clips = await several(sorted.slice(0, limit), ({ clip }) =>
      this.inShort({ door, clip: clip as ClipId }, days),
    )
    return {
      clips: clips.filter((clip) => clip !== undefined),
      last: sorted.length > limit ? sorted[limit - 1] : undefined,
    }
  }

  /** @param days how long this door's clips are kept */
  async inShort(place: ClipPlace, days: number): Promise<ClipInShort | undefined> {
    const [head, contents, { held, gone }] = await Promise.all([
      textOf(this.#store, place, 'head'),
      contentsOf(this.#store, place),
      standingOf(this.#store, place),
    ])
    if (head === undefined || gone) return undefined
    const at = (await this.beginOf(place)) ?? (0 as EpochMs)
    const { objects, parts, bytes } = contents
    const deletes = held ? null : daysAfter(at, days)
    return { clip: place.clip, head, at, parts, bytes, ended: objects.has('end'), held, deletes }
  }

  /** All of it: bytes, clips, and when the oldest began. */
  async stored(door: DoorId): Promise<{ bytes: number; clips: number; oldest: number | null }> {
    let bytes = 0
    for (const shelf of SHELVES) {
      for await (const { size } of this.#store.list(shelfPrefix(shelf, door))) bytes += size
    }
    const began = (await this.clips(door)).map(({ at }) => at)
    const oldest = began.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
    return { bytes, clips: began.length, oldest: began.length === 0 ? null : oldest }
  }

  async gone(door: DoorId, after: string, limit: number): Promise<{ clip: string; token: string }[]> {
    const prefix = gonePrefix(door)
    const keys: string[] = []
    for await (const { key } of this.#store.list(prefix, after === '' ? '' : prefix + after)) {
      keys.push(key)
      if (keys.length === limit) break
    }
    const found = await several(keys, async (key) => {
      const record = await this.#store.get(key)
      return record === undefined ? [] : [{ clip: key.slice(prefix.length), token: record.bytes.toString('utf8') }]
    })
    return found.flat()
  }

  /** When it began: undefined when there is no head, 0 when nobody can believe it. */
  async beginOf(place: ClipPlace): Promise<EpochMs | undefined> {
    const name = `${place.door}/${place.clip}`
    const known = this.#began.get(name)
    if (known !== undefined) return known
    const head = await this.#heads.of(place)
    if (head === undefined) return (await textOf(this.#store, place, 'head')) === undefined ? undefined : (0 as EpochMs)
    this.#began.set(name, head.claims.at)
    return head.claims.at
  }
}
