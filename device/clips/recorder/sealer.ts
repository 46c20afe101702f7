// Seals the parts of one clip to its recipient, each as an age file of its own. Format, file key and header MAC are
// the library's (protocol/seal); the machine's own X25519 and cipher do the work, since a Pi has little to spare.

import { createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto'
import { freshHeader, pointOfRecipient, type WrappedKey } from '#protocol/seal/header.ts'
import { sealChunk, sealPayload } from './stream.ts'

export type Sealer = (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>

const INFO = 'age-encryption.org/v1/X25519'

const pointOf = (key: KeyObject): Uint8Array => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')

const keyOfPoint = (point: Uint8Array): KeyObject => {
  const x = Buffer.from(point).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
}

/** C2SP age v1, "The X25519 recipient type": the file key under a key agreed with a fresh, ephemeral one. */
const wrapFor = (publicKey: KeyObject, point: Uint8Array, fileKey: Uint8Array): WrappedKey => {
  const ephemeral = generateKeyPairSync('x25519')
  const share = pointOf(ephemeral.publicKey)
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey })
  const key = new Uint8Array(hkdfSync('sha256', secret, Buffer.concat([share, point]), INFO, 32))
  const spelled = Buffer.from(share).toString('base64').replace(/=+$/, '')
  return { args: ['X25519', spelled], body: sealChunk(key, new Uint8Array(12), fileKey) }
}

/** @param recipient `age1…` @throws HausrechtError `recipient_unusable` */
export const createSealer = (recipient: string): Sealer => {
  const point = pointOfRecipient(recipient)
  const publicKey = keyOfPoint(point)
  return async (bytes) => {
    const { header, fileKey } = await freshHeader((secret) => wrapFor(publicKey, point, secret))
    return sealPayload(header, fileKey, bytes)
  }
}
