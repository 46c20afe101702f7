// Whose door it is, as the door itself said last. Only doors of owners that this service was told to serve are taken.

import { thumbprintOf } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId, EpochMs, Thumbprint } from '#protocol/units.ts'
import type { Store } from '../store/port.ts'
import { Turns } from '../store/turns.ts'
import { ownershipKey } from './layout.ts'

export interface Owned {
  readonly ok: true
  readonly owner: Thumbprint
  readonly at: EpochMs
}

export class Doors {
  readonly #store: Store
  readonly #admits: (owner: Thumbprint) => boolean
  readonly #turns = new Turns()

  constructor(store: Store, admits: (owner: Thumbprint) => boolean) {
    this.#store = store
    this.#admits = admits
  }

  /** Takes the door's word if it is the newest. */
  async own(door: DoorId, token: string): Promise<Owned | Refused> {
    const said = await openOwnership(door, token)
    if (!said.ok) return said
    if (!this.#admits(said.owner)) return refuse('not_allowed', 'an owner that is not served here')
    return this.#turns.take(door, async () => {
      const before = await this.#kept(door)
      if (before?.token === token) return said
      // Of two words of one time the first stays.
      if (before !== undefined && before.at >= said.at) return refuse('token_stale', 'a newer ownership is known')
      await this.#store.replace(ownershipKey(door), Buffer.from(token))
      return said
    })
  }

  /** undefined when the door is not known. An owner who is no longer served can still read and take everything away. */
  async ownerOf(door: DoorId): Promise<Thumbprint | undefined> {
    return (await this.#kept(door))?.owner
  }

  /** May this door bring something? */
  async mayBring(door: DoorId): Promise<Owned | Refused> {
    const kept = await this.#kept(door)
    if (kept === undefined) return refuse('door_unknown')
    return this.#admits(kept.owner) ? kept : refuse('not_allowed', 'an owner that is not served here')
  }

  async #kept(door: DoorId): Promise<(Owned & { readonly token: string }) | undefined> {
    const found = await this.#store.get(ownershipKey(door))
    if (found === undefined) return undefined
    const token = found.bytes.toString('utf8')
    // Signed, so whoever may write to the store cannot make himself an owner.
    const said = await openOwnership(door, token)
    return said.ok ? { ...said, token } : undefined
  }
}

const openOwnership = async (door: DoorId, token: string): Promise<Owned | Refused> => {
  const opened = await openToken(OWNERSHIP, token)
  if (!opened.ok) return opened
  const { iss, owner, at } = opened.claims
  if (opened.signer.thumbprint !== door || iss !== door) return refuse('token_wrong_key', 'not this door')
  return { ok: true, owner: await thumbprintOf(owner), at }
}
