// A PIN's hash: scrypt (RFC 7914), slow and memory-hungry on purpose, off the main thread. Whoever makes a `pin`
// order uses the same numbers.

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** 32 MiB and about 0.1 s on a desktop core, 0.3–0.4 s on a Raspberry Pi 4. */
export const PIN_COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** Base64url: 22 characters of salt, 43 of hash. */
export interface PinSecret {
  readonly salt: string
  readonly hash: string
}

const derive = (pin: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, PIN_COST, (error, hash) => (error ? reject(error) : resolve(hash)))
  })

/** Salts and hashes a PIN of 6 to 12 digits. */
export const hashPin = async (pin: string): Promise<PinSecret> => {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(pin, salt)
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url') }
}

/** Costs the same whether it fits or not. */
export const fitsPin = async (pin: string, { salt, hash }: PinSecret): Promise<boolean> => {
  const expected = Buffer.from(hash, 'base64url')
  const found = await derive(pin, Buffer.from(salt, 'base64url'))
  return found.length === expected.length && timingSafeEqual(found, expected)
}

/** What an empty slot is compared with, so that it takes as long as a set one. Nothing fits it. */
export const noSecret = (): PinSecret => ({
  salt: randomBytes(SALT_BYTES).toString('base64url'),
  hash: randomBytes(HASH_BYTES).toString('base64url'),
})
