// Holding and deleting, which exclude each other. A deletion is written down and signed before anything goes; then
// first what opens the clip, then its bytes. Broken off at any point, it is carried on by the sweep.

import { CLIP_GONE, type ClipGone } from '#protocol/clip/cloud.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { signToken } from '#protocol/token.ts'
import type { EpochMs } from '#protocol/units.ts'
import type { Store } from '../store/port.ts'
import { Turns } from '../store/turns.ts'
import type { Heads } from './heads.ts'
import { type ClipPlace, goneKey, holdKey } from './layout.ts'
import type { Room } from './room.ts'
import { contentsOf, move, removeAll, standingOf } from './shelf.ts'

export interface RemovalParts {
  readonly store: Store
  readonly heads: Heads
  readonly room: Room
  readonly key: SigningKey
  readonly now: () => EpochMs
}

export type Why = { readonly why: 'owner'; readonly wish: string } | { readonly why: 'retention' }

const turnOf = ({ door, clip }: ClipPlace): string => `${door}/${clip}`

export class Removal {
  readonly #parts: RemovalParts
  readonly #turns = new Turns()

  constructor(parts: RemovalParts) {
    this.#parts = parts
  }

  /** @returns the signed record; also when the clip was deleted before */
  delete(place: ClipPlace, why: Why): Promise<{ readonly ok: true; readonly gone: string } | Refused> {
    return this.#turns.take(turnOf(place), async () => {
      const { store } = this.#parts
      const { gone, held } = await standingOf(store, place)
      if (held) return refuse('clip_held')
      if (!gone) {
        const written = await this.#write(place, why)
        if (!written.ok) return written
      }
      await this.#remove(place)
      const record = await store.get(goneKey(place))
      return record === undefined ? refuse('clip_unknown') : { ok: true, gone: record.bytes.toString('utf8') }
    })
  }

  /** @param wish the owner's, as signed */
  hold(place: ClipPlace, wish: string): Promise<{ readonly ok: true } | Refused> {
    return this.#turns.take(turnOf(place), async () => {
      const { store, heads } = this.#parts
      if ((await standingOf(store, place)).gone) return refuse('clip_deleted')
      if ((await heads.of(place)) === undefined) return refuse('clip_unknown')
      await store.putIfAbsent(holdKey(place), Buffer.from(wish))
      // Another instance may have begun to delete; whoever sees the other gives way.
      if ((await standingOf(store, place)).gone) {
        await store.remove(holdKey(place))
        return refuse('clip_deleted')
      }
      await move(store, place, 'clips', 'held')
      return { ok: true } as const
    })
  }

  lift(place: ClipPlace): Promise<{ readonly ok: true } | Refused> {
    return this.#turns.take(turnOf(place), async () => {
      const { store, heads } = this.#parts
      const { gone, held } = await standingOf(store, place)
      if (gone) return refuse('clip_deleted')
      if ((await heads.of(place)) === undefined) return refuse('clip_unknown')
      if (!held) return { ok: true } as const
      // Before the mark goes, so that what is brought meanwhile is compared with what is there.
      await move(store, place, 'held', 'clips')
      await store.remove(holdKey(place))
      await move(store, place, 'held', 'clips')
      return { ok: true } as const
    })
  }

  /** Carries on what was broken off. */
  settle(place: ClipPlace): Promise<void> {
    return this.#turns.take(turnOf(place), async () => {
      const { store } = this.#parts
      const { gone, held } = await standingOf(store, place)
      if (held) await move(store, place, 'clips', 'held')
      else if (gone) await this.#remove(place)
      else await move(store, place, 'held', 'clips')
    })
  }

  async #write(place: ClipPlace, why: Why): Promise<{ readonly ok: true } | Refused> {
    const { store, heads, key, now } = this.#parts
    const { objects, parts, bytes } = await contentsOf(store, place)
    if (objects.size === 0) return refuse('clip_unknown')
    const began = (await heads.of(place))?.claims.at
    const gone: ClipGone = {
      v: 1,
      iss: key.thumbprint,
      ...place,
      ...(began === undefined ? {} : { began }),
      at: now(),
      ...why,
      parts,
      bytes,
    }
    await store.putIfAbsent(goneKey(place), Buffer.from(await signToken(CLIP_GONE, gone, key)))
    // Another instance may have put a hold on it meanwhile; nothing is gone yet.
    if (!(await standingOf(store, place)).held) return { ok: true }
    await store.remove(goneKey(place))
    return refuse('clip_held')
  }

  async #remove(place: ClipPlace): Promise<void> {
    const { store, heads, room } = this.#parts
    heads.forget(place)
    const { bytes } = await contentsOf(store, place)
    await removeAll(store, place)
    room.giveBack(place.door, bytes)
  }
}
