// Heads of clips: what a clip says of itself, checked once and then remembered, since a head never changes.

import { CLIP, type ClipHead } from '#protocol/clip/head.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import { Recent } from '../recent.ts'
import type { Store } from '../store/port.ts'
import type { ClipPlace } from './layout.ts'
import { textOf } from './shelf.ts'

export interface Head {
  readonly ok: true
  readonly token: string
  readonly claims: ClipHead
  readonly clipKey: VerifyKey
  readonly doorKey: VerifyKey
}

const KEPT = 2000

/** Is this the head of that clip, by that door? */
export const openHead = async ({ door, clip }: ClipPlace, token: string): Promise<Head | Refused> => {
  const opened = await openToken(CLIP, token)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  if (signer.thumbprint !== door || claims.iss !== door) return refuse('token_wrong_key', 'not this door')
  if (claims.clip !== clip) return refuse('part_damaged', 'the head of another clip')
  try {
    return { ok: true, token, claims, clipKey: await verifyKey(claims.key), doorKey: signer }
  } catch {
    return refuse('token_wrong_key', 'the key of the clip is none')
  }
}

export class Heads {
  readonly #store: Store
  readonly #kept = new Recent<Head>(KEPT)

  constructor(store: Store) {
    this.#store = store
  }

  /** @returns undefined when there is none, or none that can be believed */
  async of(place: ClipPlace): Promise<Head | undefined> {
    const name = `${place.door}/${place.clip}`
    const known = this.#kept.get(name)
    if (known !== undefined) return known
    const token = await textOf(this.#store, place, 'head')
    const head = token === undefined ? undefined : await openHead(place, token)
    if (head?.ok !== true) return undefined
    this.#kept.set(name, head)
    return head
  }

  forget({ door, clip }: ClipPlace): void {
    this.#kept.delete(`${door}/${clip}`)
  }
}
