// A request, proved by the page's own key over the door's challenge and the whole chain.

import type { PageKey } from '../tokens/key.ts'
import { freshId, hashText, sign } from '../tokens/sign.ts'
import type { Pins } from './said.ts'

export interface Asking {
  readonly key: PageKey
  readonly chain: readonly string[]
  readonly pins: Pins
  readonly act: 'unlock' | 'lock' | 'live'
  readonly request: string
  /** Undefined for who is told no challenge: answered with why. */
  readonly nonce: string | undefined
  /** Corrected; ms. */
  readonly now: number
}

/** What is said on the topic `request`. */
export const makeRequest = async ({ key, chain, pins, act, request, nonce, now }: Asking): Promise<string> => {
  const claims = {
    v: 1,
    jti: request,
    iss: key.thumbprint,
    aud: pins.id,
    act,
    chl: nonce ?? freshId(),
    cth: await hashText(chain.join('~')),
    via: pins.bridgeId,
    iat: Math.floor(now / 1000),
  }
  return JSON.stringify({ v: 1, chain, proof: await sign('proof+jwt', claims, key) })
}
