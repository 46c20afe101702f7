// Requests under way at one door: a fresh proof for the challenge of now, and the first word that comes of it.

import type { Action } from '#protocol/action.ts'
import type { ChallengeClaims } from '#protocol/challenge.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { chainHash } from '#protocol/hash.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { PROOF } from '#protocol/proof.ts'
import type { STEPS } from '#protocol/receipt.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, type RequestId, type Thumbprint, toSeconds } from '#protocol/units.ts'
import type { Asked } from '../app.ts'

export const FIRST_WORD_LIMIT = 10_000
const CHALLENGE_LIMIT = 5000
/** A proof travels, too: a challenge about to end is not answered any more. */
const CHALLENGE_MARGIN = 2000

export interface Step {
  readonly request: RequestId
  readonly step: (typeof STEPS)[number]
  readonly code?: RefusalCode
  readonly at: EpochMs
}

/** Waits until something holds, or not; looked at whenever `turn` is called. */
export const createWaits = () => {
  const looks = new Set<() => void>()
  return {
    turn: (): void => {
      for (const look of [...looks]) look()
    },
    until: <Value>(pick: () => Value | undefined, limit: number): Promise<Value | undefined> =>
      new Promise((resolve) => {
        const end = (value: Value | undefined): void => {
          clearTimeout(timer)
          looks.delete(look)
          resolve(value)
        }
        const look = (): void => {
          const value = pick()
          if (value !== undefined) end(value)
        }
        const timer = setTimeout(() => end(undefined), limit)
        looks.add(look)
        look()
      }),
  }
}
export type Waits = ReturnType<typeof createWaits>

/** The newest challenge and when it came, by performance.now(). */
export interface HeardChallenge {
  readonly claims: ChallengeClaims
  readonly heard: number
}

export const isFresh = ({ claims, heard }: HeardChallenge, now: number): boolean =>
  now - heard < claims.life - CHALLENGE_MARGIN

/** The nonce to answer. @returns undefined when the door gives none: it is away */
export const freshChallenge = async (
  waits: Waits,
  latest: () => HeardChallenge | undefined,
): Promise<string | undefined> => {
  const found = await waits.until(() => {
    const heard = latest()
    return heard && isFresh(heard, performance.now()) ? heard : undefined
  }, CHALLENGE_LIMIT)
  return found?.claims.chl
}

export interface ProofParts {
  readonly key: SigningKey
  readonly door: DoorId
  readonly bridge: Thumbprint
  readonly now: EpochMs
}

/** A request of the owner in person: no chain. */
export const makeRequest = async (
  { key, door, bridge, now }: ProofParts,
  act: Action,
  chl: string,
): Promise<{ readonly id: RequestId; readonly payload: string }> => {
  const id = freshRequestId()
  const cth = await chainHash([])
  const claims = {
    v: 1 as const,
    jti: id,
    iss: key.thumbprint,
    aud: door,
    act,
    chl,
    cth,
    via: bridge,
    iat: toSeconds(now),
  }
  const proof = await signToken(PROOF, claims, key)
  return { id, payload: JSON.stringify({ v: 1, chain: [], proof }) }
}

export const askedOf = ({ request, step, code }: Step): Asked => {
  if (step !== 'refused' && step !== 'failed') return { ok: true, request, step }
  return { ok: false, code: code ?? 'timed_out' }
}

/** @throws whatever is not the connection's fault */
export const linkFault = (error: unknown): Asked => {
  if (!(error instanceof HausrechtError) || !error.code.startsWith('link_')) throw error
  return { ok: false, code: error.code === 'link_slow' ? 'link_slow' : 'link_down' }
}
