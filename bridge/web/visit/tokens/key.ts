// Keys of the courier's page: its own P-256 pair, which never leaves the browser, and the one-time key of a link.

import { calculateJwkThumbprint } from 'jose'
import type { PublicJwk } from '#protocol/keys.ts'
import type { Link } from '#protocol/link.ts'
import type { Thumbprint } from '#protocol/units.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** What signs here. The private half cannot be exported, but for a link's. */
export interface PageKey {
  readonly jwk: PublicJwk
  readonly thumbprint: Thumbprint
  readonly privateKey: CryptoKey
}

/** RFC 7638. */
export const thumbprint = async (jwk: PublicJwk): Promise<Thumbprint> =>
  (await calculateJwkThumbprint(jwk)) as Thumbprint

const point = ({ x, y }: JsonWebKey): PublicJwk => ({ kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' })

export const freshKey = async (): Promise<PageKey> => {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify'])
  const jwk = point(await crypto.subtle.exportKey('jwk', pair.publicKey))
  return { jwk, thumbprint: await thumbprint(jwk), privateKey: pair.privateKey }
}

/** @throws when the numbers are no key */
export const keyOfLink = async (key: Link['key']): Promise<PageKey> => {
  const privateKey = await crypto.subtle.importKey('jwk', { ...key, ext: false }, P256, false, ['sign'])
  const jwk = point(key)
  return { jwk, thumbprint: await thumbprint(jwk), privateKey }
}
