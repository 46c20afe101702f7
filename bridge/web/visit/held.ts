// What this page stands for: an access taken from the address, or one taken earlier on this browser. Taking one in binds
// nothing yet: the bridge hears of it at the first tap.

import { type Allowed, allowedBy, readGrant } from './access/grant.ts'
import { type Keeping, type Kept, openKeeping } from './access/keeping.ts'
import { bind, readFragment } from './access/link.ts'
import type { Pins } from './door/said.ts'
import { freshKey, thumbprint } from './tokens/key.ts'
import { pin } from './tokens/verify.ts'

export interface Held {
  readonly kept: Kept
  readonly allowed: Allowed
  readonly pins: Pins
}

export type Found =
  | { readonly is: 'held'; readonly held: Held; readonly others: readonly Kept[]; readonly keeping: Keeping }
  /** Nothing in the address and nothing kept. */
  | { readonly is: 'nothing' }
  /** Something in the address, but no link. */
  | { readonly is: 'unreadable' }

const ID = /^[\w-]{22}$/
/** An access that is over is shown for a while, so that its holder can read why; then it goes. */
const AFTER_END = 7 * 86_400_000

const heldOf = async (kept: Kept): Promise<Held | undefined> => {
  const allowed = allowedBy(kept.chain)
  const id = await thumbprint(kept.door)
  if (!allowed || allowed.door !== id || allowed.holder !== kept.key.thumbprint) return undefined
  const [door, bridge, bridgeId] = await Promise.all([pin(kept.door), pin(kept.bridge), thumbprint(kept.bridge)])
  return { kept, allowed, pins: { id: allowed.door, door, bridge, bridgeId } }
}

/** @returns undefined for what is no link */
const takeIn = async (fragment: string, keeping: Keeping, now: number): Promise<Kept | undefined> => {
  const link = await readFragment(fragment)
  const last = link && readGrant(link.chain[link.chain.length - 1] ?? '')
  if (!link || !last) return undefined
  const there = (await keeping.all()).find(({ id }) => id === last.jti)
  if (there) return there
  const key = await freshKey()
  const chain = await bind(link, key.thumbprint)
  if (!chain) return undefined
  const { bridge, door, label } = link
  const kept: Kept = { id: last.jti, key, chain, bridge, door, label, at: now, used: false }
  await keeping.keep(kept)
  return kept
}

const dropOld = async (keeping: Keeping, now: number): Promise<void> => {
  for (const { id, chain } of await keeping.all()) {
    const exp = allowedBy(chain)?.exp ?? 0
    if (exp * 1000 + AFTER_END < now) await keeping.drop(id)
  }
}

/**
 * @param fragment of the address, without `#`: a link, or the id of one taken in earlier
 * @param now this browser's clock
 */
export const find = async (fragment: string, now: number): Promise<Found> => {
  const keeping = await openKeeping(await freshKey())
  const isLink = fragment !== '' && !ID.test(fragment)
  const taken = isLink ? await takeIn(fragment, keeping, now) : undefined
  if (isLink && !taken) return { is: 'unreadable' }
  await dropOld(keeping, now)
  const all = await keeping.all()
  const chosen = taken ?? all.find(({ id }) => id === fragment) ?? all[0]
  const held = chosen && (await heldOf(chosen))
  if (!held) return { is: chosen ? 'unreadable' : 'nothing' }
  return { is: 'held', held, others: all.filter(({ id }) => id !== held.kept.id), keeping }
}
