// Credentials for the house's own relay (TURN, RFC 8656), as coturn's `use-auth-secret` takes them: good for minutes,
// made for one key, and worth nothing at any door. The relay forwards what it cannot read.

import { createHmac } from 'node:crypto'
import type { Relay } from '#protocol/live/relay.ts'
import { type EpochMs, fromSeconds, later, type Millis, type Thumbprint, toSeconds } from '#protocol/units.ts'

export interface Relays {
  /** For this key, from now on for minutes. */
  lend(key: Thumbprint, now: EpochMs): Relay
}

/** Enough of a thumbprint to count allocations by, as coturn does; it tells the relay nothing it could look up. */
const NAME_CHARS = 12

/**
 * @param secret coturn's `static-auth-secret`
 * @param life how long an allocation may be begun with them; one that runs is refreshed with the same ones
 */
export const createRelays = (urls: readonly string[], secret: string, life: Millis): Relays => ({
  lend: (key, now) => {
    const expiry = toSeconds(later(now, life))
    const username = `${expiry}:${key.slice(0, NAME_CHARS)}`
    const credential = createHmac('sha1', secret).update(username).digest('base64')
    return { v: 1, urls: [...urls], username, credential, until: fromSeconds(expiry) }
  },
})
