// May this viewer watch at this moment, by the door's own facts? Asked at the offer and each second after it. Pure.

import type { Chain } from '#protocol/chain.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { standing } from '#protocol/standing.ts'
import { type EpochMs, millis } from '#protocol/units.ts'
import type { Memory } from '../../journal/memory.ts'

export interface LiveFacts {
  readonly memory: Pick<Memory, 'live' | 'revoked' | 'epochSeen'>
  readonly now: EpochMs
  readonly clockTrusted: boolean
}

/** @returns why not */
export const whyOver = (chain: Chain, { memory, now, clockTrusted }: LiveFacts): RefusalCode | undefined => {
  if (memory.live.off) return 'live_off'
  if (chain.grants.length === 0) return undefined
  if (!clockTrusted) return 'clock_untrusted'
  const { revoked, epochSeen } = memory
  // The end of a grant is the end: what is late by its way to the door is a request, not a picture.
  const refused = standing(chain, { now, lateTolerance: millis(0), revoked, epochSeen })
  return refused?.code
}
