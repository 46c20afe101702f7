// The two keys of one clip. The signing key never leaves memory and cannot be exported; the identity that opens the
// clip is forgotten as soon as it is sealed to the owner.

import { exportJWK, generateKeyPair } from 'jose'
import { publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { freshPair, seal } from '#protocol/seal/seal.ts'

export interface ClipKeys {
  readonly signing: SigningKey
  readonly recipient: string
  /** age file: the clip's identity (`AGE-SECRET-KEY-1…`, no line feed), sealed to the owner's recipients. */
  readonly identity: Uint8Array<ArrayBuffer>
}

const freshSigning = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: false })
  return signingKey(privateKey, publicPart(await exportJWK(publicKey)))
}

/** @param owners at least one recipient */
export const freshKeys = async (owners: readonly string[]): Promise<ClipKeys> => {
  const [signing, pair] = await Promise.all([freshSigning(), freshPair()])
  const identity = await seal(new TextEncoder().encode(pair.identity), owners)
  return { signing, recipient: pair.recipient, identity }
}
