// Open sessions of owners. Their values are random and known to the browser alone: here lie their hashes, in memory,
// so that a restart ends them all and a copy of this process's disk holds none.

import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, millis, minutes, type Thumbprint } from '#protocol/units.ts'

/** A session that nobody uses ends. */
export const IDLE_MOST = minutes(15)
/** So does one in use. */
export const AGE_MOST = minutes(8 * 60)
const PER_OWNER = 16
const IN_ALL = 10_000

interface Session {
  readonly owner: Thumbprint
  readonly begun: Millis
  readonly used: Millis
}

export interface Sessions {
  /** @returns the value for the cookie: a new one each time */
  open(owner: Thumbprint): string
  /** Whose it is, and keeps it alive. */
  owner(value: string): Thumbprint | undefined
  close(value: string): void
}

const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64url')

const isOver = ({ begun, used }: Session, now: Millis): boolean => now - used >= IDLE_MOST || now - begun >= AGE_MOST

export const createSessions = (clock: Pick<Clock, 'monotonic'>): Sessions => {
  // In the order of last use, the longest ago first.
  const sessions = new Map<string, Session>()
  const forget = (now: Millis): void => {
    for (const [hash, session] of sessions) if (isOver(session, now)) sessions.delete(hash)
  }
  const makeRoom = (owner: Thumbprint): void => {
    const own = [...sessions].filter(([, session]) => session.owner === owner)
    const [oldest] = own.length >= PER_OWNER ? own : sessions.size >= IN_ALL ? sessions : []
    if (oldest) sessions.delete(oldest[0])
  }
  return {
    open: (owner) => {
      const now = clock.monotonic()
      forget(now)
      makeRoom(owner)
      const value = randomBytes(32).toString('base64url')
      sessions.set(hashOf(value), { owner, begun: now, used: millis(now) })
      return value
    },
    owner: (value) => {
      const hash = hashOf(value)
      const session = sessions.get(hash)
      if (session === undefined) return undefined
      sessions.delete(hash)
      const now = clock.monotonic()
      if (isOver(session, now)) return undefined
      sessions.set(hash, { ...session, used: now })
      return session.owner
    },
    close: (value) => {
      sessions.delete(hashOf(value))
    },
  }
}
