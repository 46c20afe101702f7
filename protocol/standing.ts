// Does a chain give its holder a standing at its door at this moment? What both sides ask first: the bridge whenever
// a holder is to hear something, and decide.ts before anything is opened. Uses and actions are not asked here.

import type { Chain } from './chain.ts'
import type { GrantClaims } from './grant.ts'
import { type Refused, refuse } from './refusals.ts'
import { isRevoked, type Revoked } from './revocation.ts'
import { type EpochMs, fromSeconds, type Millis } from './units.ts'
import { covers, type Window } from './window.ts'

export interface StandingFacts {
  readonly now: EpochMs
  /** How long after its end a grant still counts; never before its start. */
  readonly lateTolerance: Millis
  readonly revoked: Revoked
  /** Highest epoch seen in any owner-signed grant: with a list behind it, nobody but the owner. */
  readonly epochSeen: number
}

/** @returns why the chain gives no standing now; undefined when it does, and always for the owner in person */
export const standing = (chain: Chain, facts: StandingFacts): Refused | undefined => {
  const { grants } = chain
  if (grants.length === 0) return undefined
  if (isRevoked(chain, facts.revoked)) return refuse('revoked')
  const newest = Math.max(facts.epochSeen, ...grants.map((grant) => grant.epoch))
  if (newest > facts.revoked.epoch) return refuse('revocations_behind')
  if (grants.at(-1)?.link) return refuse('link_unbound')
  for (const grant of grants) {
    const untimely = timeliness(grant, facts)
    if (untimely) return untimely
  }
  return undefined
}

const timeliness = (grant: GrantClaims, facts: StandingFacts): Refused | undefined => {
  if (facts.now < fromSeconds(grant.nbf)) return refuse('not_yet')
  if (facts.now >= fromSeconds(grant.exp) + facts.lateTolerance) return refuse('expired')
  return grant.win && !coversLately(grant.win, facts) ? refuse('outside_window') : undefined
}

const coversLately = (window: Window, { now, lateTolerance }: StandingFacts): boolean =>
  covers(window, now) || (lateTolerance > 0 && covers(window, (now - lateTolerance) as EpochMs))
