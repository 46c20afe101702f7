// The age pair that belongs to an Ed25519 key: its X25519 form by the birational map (RFC 7748 §4.1). So whoever
// knows an owner's or a carrier's public key can seal to it, and nobody needs a second secret on paper.

import { ed25519 } from '@noble/curves/ed25519.js'
import { bech32 } from '@scure/base'
import { base64url } from 'jose'
import type { PublicJwk } from '../keys.ts'
import type { SealPair } from './seal.ts'

const encode = (prefix: string, bytes: Uint8Array): string => bech32.encodeFromBytes(prefix, bytes)

/** @returns undefined for a P-256 key: its owner names recipients of their own */
export const recipientOfKey = (jwk: PublicJwk): string | undefined =>
  jwk.kty === 'OKP' ? encode('age', ed25519.utils.toMontgomery(base64url.decode(jwk.x))) : undefined

/** @param seed the private `d` of an Ed25519 JWK (RFC 8037 §2) */
export const pairOfSeed = (seed: string): SealPair => {
  const secret = base64url.decode(seed)
  const recipient = encode('age', ed25519.utils.toMontgomery(ed25519.getPublicKey(secret)))
  return { identity: encode('age-secret-key-', ed25519.utils.toMontgomerySecret(secret)).toUpperCase(), recipient }
}
