// Nonces for signing in: anybody may ask for one, so nothing is remembered of those that were given, and strangers
// cannot fill any memory. Each carries its time and a MAC; only those that an owner has used are kept, until they end.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, minutes } from '#protocol/units.ts'

const LIFETIME = minutes(2)
const SPENT_MOST = 10_000
const MAC_BYTES = 8
const NONCE_BYTES = 16

export interface Nonces {
  /** As NonceSchema has it. */
  fresh(): string
  /** Was it given by this process, lately? */
  isGood(nonce: string): boolean
  /** @returns false when it was spent before */
  spend(nonce: string): boolean
}

export const createNonces = (clock: Pick<Clock, 'monotonic'>): Nonces => {
  const secret = randomBytes(32)
  const spent = new Map<string, Millis>()
  const macOf = (head: Buffer): Buffer => createHmac('sha256', secret).update(head).digest().subarray(0, MAC_BYTES)
  const seconds = (): number => Math.floor(clock.monotonic() / 1000)

  const forget = (now: Millis): void => {
    for (const [nonce, at] of spent) {
      if (now - at < 2 * LIFETIME) return
      spent.delete(nonce)
    }
  }
  return {
    fresh: () => {
      const head = Buffer.concat([Buffer.alloc(4), randomBytes(NONCE_BYTES - MAC_BYTES - 4)])
      head.writeUInt32BE(seconds())
      return Buffer.concat([head, macOf(head)]).toString('base64url')
    },
    isGood: (nonce) => {
      const bytes = Buffer.from(nonce, 'base64url')
      // One spelling each: else one that was spent could come again in another.
      if (bytes.length !== NONCE_BYTES || bytes.toString('base64url') !== nonce) return false
      const head = bytes.subarray(0, NONCE_BYTES - MAC_BYTES)
      const age = seconds() - head.readUInt32BE()
      return timingSafeEqual(macOf(head), bytes.subarray(-MAC_BYTES)) && age >= 0 && age * 1000 < LIFETIME
    },
    spend: (nonce) => {
      const now = clock.monotonic()
      forget(now)
      if (spent.has(nonce) || spent.size >= SPENT_MOST) return false
      spent.set(nonce, now)
      return true
    },
  }
}
