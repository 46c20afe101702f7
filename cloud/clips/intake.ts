// What a door brings: heads, parts, ends. Each is checked by its own signature, stored once and never changed; there
// is no other right to bring something than that signature.

import { createHash } from 'node:crypto'
import { CLIP_END } from '#protocol/clip/end.ts'
import { readFramed } from '#protocol/clip/framing.ts'
import { PART } from '#protocol/clip/part.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken, peekClaims } from '#protocol/token.ts'
import type { Store } from '../store/port.ts'
import type { Doors } from './doors.ts'
import { type Head, type Heads, openHead } from './heads.ts'
import { type ClipPlace, clipPrefix, partName } from './layout.ts'
import type { Room } from './room.ts'
import { standingOf } from './shelf.ts'

export interface Taken {
  readonly ok: true
  /** false: the same was there already. */
  readonly fresh: boolean
}

/** As `hashBytes`, but without a copy of the bytes in memory. */
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')

export interface IntakeParts {
  readonly store: Store
  readonly doors: Doors
  readonly heads: Heads
  readonly room: Room
}

export class Intake {
  readonly #store: Store
  readonly #doors: Doors
  readonly #heads: Heads
  readonly #room: Room

  constructor({ store, doors, heads, room }: IntakeParts) {
    this.#store = store
    this.#doors = doors
    this.#heads = heads
    this.#room = room
  }

  async head(place: ClipPlace, token: string, identity: Uint8Array): Promise<Taken | Refused> {
    const opened = await openHead(place, token)
    if (!opened.ok) return opened
    const owned = await this.#doors.mayBring(place.door)
    if (!owned.ok) return owned
    // The head last: where there is one, the way to open the clip is there too.
    const beside = await this.#keep(place, 'identity', identity)
    return beside.ok ? this.#keep(place, 'head', Buffer.from(token)) : beside
  }

  /** Does this clip take parts? Asked before a body is read. */
  async expects(place: ClipPlace): Promise<Head | Refused> {
    const head = await this.#heads.of(place)
    if (head !== undefined) return head
    return refuse((await standingOf(this.#store, place)).gone ? 'clip_deleted' : 'clip_unknown')
  }

  async part(place: ClipPlace, n: number, framed: Uint8Array<ArrayBuffer>): Promise<Taken | Refused> {
    const head = await this.expects(place)
    if (!head.ok) return head
    const part = readFramed(framed)
    if (part === undefined) return refuse('part_damaged', 'no line')
    const opened = await openToken(PART, part.line, head.clipKey)
    if (!opened.ok) return opened
    const { claims } = opened
    if (claims.clip !== place.clip || claims.n !== n) return refuse('part_damaged', 'a part of another place')
    if (claims.size !== part.sealed.length) return refuse('part_damaged', 'size')
    if (claims.hash !== hashOf(part.sealed)) return refuse('part_damaged', 'hash')
    return this.#keep(place, partName(n), framed)
  }

  async end(place: ClipPlace, token: string): Promise<Taken | Refused> {
    const head = await this.expects(place)
    if (!head.ok) return head
    const { by } = (peekClaims(token) ?? {}) as { readonly by?: unknown }
    const opened = await openToken(CLIP_END, token, by === 'door' ? head.doorKey : head.clipKey)
    if (!opened.ok) return opened
    if (opened.claims.clip !== place.clip) return refuse('part_damaged', 'the end of another clip')
    return this.#keep(place, 'end', Buffer.from(token))
  }

  async #keep(place: ClipPlace, name: string, bytes: Uint8Array): Promise<Taken | Refused> {
    const keyOn = (shelf: 'clips' | 'held'): string => clipPrefix(shelf, place) + name
    const { gone, held } = await standingOf(this.#store, place)
    if (gone) {
      this.#heads.forget(place)
      return refuse('clip_deleted')
    }
    if (held && (await this.#store.size(keyOn('clips'))) !== undefined) return this.#compare(keyOn('clips'), bytes)
    return this.#put(place, keyOn(held ? 'held' : 'clips'), bytes)
  }

  async #put({ door }: ClipPlace, key: string, bytes: Uint8Array): Promise<Taken | Refused> {
    if (!(await this.#room.take(door, bytes.length))) {
      // What is there already needs no room.
      return (await this.#store.size(key)) === undefined ? refuse('quota_full') : this.#compare(key, bytes)
    }
    try {
      if ((await this.#store.putIfAbsent(key, bytes)) === 'stored') return { ok: true, fresh: true }
    } catch (error) {
      this.#room.giveBack(door, bytes.length)
      throw error
    }
    this.#room.giveBack(door, bytes.length)
    return this.#compare(key, bytes)
  }

  async #compare(key: string, bytes: Uint8Array): Promise<Taken | Refused> {
    const found = await this.#store.get(key)
    return found?.bytes.equals(bytes) ? { ok: true, fresh: false } : refuse('clip_differs')
  }
}
