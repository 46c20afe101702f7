// Does a chain give its holder a standing at the door right now? What a holder may hear rests on this; what it may
// open rests on decide.ts, which asks for more (to whom a link is bound was settled when the holder connected).

import type { Chain } from '#protocol/chain.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { isRevoked, type Revoked } from '#protocol/revocation.ts'
import { type EpochMs, fromSeconds, type Thumbprint } from '#protocol/units.ts'
import { covers } from '#protocol/window.ts'

/** What must be known of a door to judge who may say and hear what there. */
export interface DoorFacts {
  readonly owner: Thumbprint
  readonly revoked: Revoked
  readonly epochSeen: number
}

/** @returns why the chain gives no standing now; undefined when it does */
export const standing = (chain: Chain, door: DoorFacts, now: EpochMs): Refused | undefined => {
  const { grants } = chain
  if (grants[0]?.iss !== door.owner) return refuse('chain_broken', 'not of this owner')
  if (isRevoked(chain, door.revoked)) return refuse('revoked')
  if (Math.max(door.epochSeen, ...grants.map((grant) => grant.epoch)) > door.revoked.epoch) {
    return refuse('revocations_behind')
  }
  if (grants.at(-1)?.link) return refuse('link_unbound')
  for (const grant of grants) {
    if (now < fromSeconds(grant.nbf)) return refuse('not_yet')
    if (now >= fromSeconds(grant.exp)) return refuse('expired')
    if (grant.win && !coversSecond(grant.win, now)) return refuse('outside_window')
  }
  return undefined
}

type Window = Parameters<typeof covers>[0]

/** Windows begin and end on whole seconds, so one answer a second is enough for any number of deliveries. */
const answers = new WeakMap<object, { readonly second: number; readonly covered: boolean }>()
const coversSecond = (window: Window, now: EpochMs): boolean => {
  const second = Math.floor(now / 1000)
  const known = answers.get(window)
  if (known?.second === second) return known.covered
  const covered = covers(window, now)
  answers.set(window, { second, covered })
  return covered
}
