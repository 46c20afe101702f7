// The two halves of an owner's key from its seed: one that signs (Ed25519, RFC 8032), one that opens what is sealed to
// it (its X25519 form, RFC 7748 §4.1). Both leave here as keys that nobody can read out again. Loaded when it is needed.

import { ed25519 } from '@noble/curves/ed25519.js'
import { base64url } from 'jose'
import { publicPart, thumbprintOf } from '#protocol/keys.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import type { KeptKey } from './store.ts'

/** RFC 8410 §7: what stands before the 32 bytes of an X25519 private key in PKCS #8. */
const PKCS8_X25519 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20]

/** @param seed 32 bytes, base64url */
export const makeKey = async (seed: string): Promise<KeptKey> => {
  const secret = base64url.decode(seed)
  // Not by protocol/recovery: the list of words would come with it, and nobody reads any here.
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url.encode(ed25519.getPublicKey(secret)), d: seed } as const
  const scalar = ed25519.utils.toMontgomerySecret(secret)
  const pkcs8 = new Uint8Array([...PKCS8_X25519, ...scalar])
  const [signing, opening, thumbprint] = await Promise.all([
    crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']),
    crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']),
    thumbprintOf(publicPart(jwk)),
  ])
  return { v: 1, jwk: publicPart(jwk), thumbprint, signing, opening, recipient: pairOfSeed(seed).recipient }
}
