// A door's signatures, made at once with node:crypto: thousands of doors share this process.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PublicJwk } from '#protocol/keys.ts'
import type { DoorId } from '#protocol/units.ts'

export interface Signer {
  readonly jwk: PublicJwk
  readonly door: DoorId
  /** @param carry with the public key in its header */
  token(typ: string, claims: object, carry?: boolean): string
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
export const fresh = (): string => randomBytes(16).toString('base64url')

const publicJwk = (key: KeyObject): PublicJwk => {
  const { x = '' } = key.export({ format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', x }
}

/** A key whose private half is of no interest: an owner's. */
export const somebody = (): PublicJwk => publicJwk(generateKeyPairSync('ed25519').publicKey)

export const makeSigner = (): Signer => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = publicJwk(publicKey)
  const { kty, crv } = jwk
  // RFC 7638 §3: the required members in lexicographic order.
  const door = sha256(JSON.stringify({ crv, kty, x: jwk.x })) as DoorId
  return {
    jwk,
    door,
    token: (typ, claims, carry = false) => {
      const said = `${base64({ alg: 'EdDSA', typ, ...(carry ? { jwk } : {}) })}.${base64(claims)}`
      return `${said}.${sign(null, Buffer.from(said), privateKey).toString('base64url')}`
    },
  }
}
