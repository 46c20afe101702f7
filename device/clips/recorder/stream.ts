// The payload of an age file (C2SP age v1, "Payload"): ChaCha20-Poly1305 in chunks of 64 KiB, with the cipher of the
// machine, which is many times faster than one written in JavaScript. Byte for byte what every age reader opens.

import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CHUNK = 64 * 1024
const TAG = 16
const NONCE = 16

const sizeOfPayload = (plain: number): number => NONCE + plain + TAG * Math.max(1, Math.ceil(plain / CHUNK))

/** Eleven bytes of counter, big-endian, and one that says whether this is the last chunk. */
const chunkNonce = (chunk: number, last: boolean): Uint8Array => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(chunk, 7)
  nonce[11] = last ? 1 : 0
  return nonce
}

/** Writes ciphertext and tag there. @returns where it ends */
const sealInto = (sealed: Uint8Array, at: number, key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): number => {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG })
  sealed.set(cipher.update(bytes), at)
  cipher.final()
  sealed.set(cipher.getAuthTag(), at + bytes.length)
  return at + bytes.length + TAG
}

/** Ciphertext and tag of one chunk. */
export const sealChunk = (key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Uint8Array => {
  const sealed = new Uint8Array(bytes.length + TAG)
  sealInto(sealed, 0, key, nonce, bytes)
  return sealed
}

/** One age file: this header and these bytes under its file key. */
export const sealPayload = (header: Uint8Array, fileKey: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const sealed = new Uint8Array(header.length + sizeOfPayload(bytes.length))
  const nonce = randomBytes(NONCE)
  const key = new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32))
  sealed.set(header)
  sealed.set(nonce, header.length)
  let at = header.length + NONCE
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK))
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const piece = bytes.subarray(chunk * CHUNK, (chunk + 1) * CHUNK)
    at = sealInto(sealed, at, key, chunkNonce(chunk, chunk === chunks - 1), piece)
  }
  return sealed
}
