// What all listeners have in common: sessions, nonces, and how often who may ask.

import type { Clock } from '#protocol/clock.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { bucketPer } from '../access/bucket.ts'
import { placeOf } from '../broker/gate.ts'
import { createNonces, type Nonces } from './session/nonces.ts'
import { createSessions, type Sessions } from './session/sessions.ts'

export interface Room {
  readonly sessions: Sessions
  readonly nonces: Nonces
  /** May this address try its luck once more? */
  readonly mayTry: (address: string) => boolean
  /** May this key sign in, ask within its session, write its book once more? */
  readonly mayEnter: (owner: Thumbprint) => boolean
  readonly mayAsk: (owner: Thumbprint) => boolean
  readonly mayWrite: (owner: Thumbprint) => boolean
}

const ADDRESSES = 10_000
const OWNERS = 10_000
const TRIES = { burst: 60, perSecond: 5 }
const ENTRIES = { burst: 30, perSecond: 0.5 }
/** A player that seeks asks for many parts at once. */
const QUESTIONS = { burst: 600, perSecond: 100 }
const WRITES = { burst: 30, perSecond: 1 }

export const createRoom = (clock: Clock): Room => {
  const tries = bucketPer(TRIES, ADDRESSES)
  const perOwner = (rate: typeof TRIES) => {
    const may = bucketPer(rate, OWNERS)
    return (owner: Thumbprint): boolean => may(owner, clock.monotonic())
  }
  return {
    sessions: createSessions(clock),
    nonces: createNonces(clock),
    mayTry: (address) => tries(placeOf(address), clock.monotonic()),
    mayEnter: perOwner(ENTRIES),
    mayAsk: perOwner(QUESTIONS),
    mayWrite: perOwner(WRITES),
  }
}
