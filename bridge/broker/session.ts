// One client at the broker: its wire, what it asked to hear, and its messages in order.

import { type Refused, refuse } from '#protocol/refusals.ts'
import type { Peer } from '../connection/peer.ts'
import type { Verdict } from './port.ts'
import type { Wire } from './wire.ts'

export interface Session {
  readonly wire: Wire
  peer: Peer | undefined
  /** Set while the bridge speaks to this client alone; delivery is decided synchronously. */
  told: boolean
  readonly filters: Set<string>
  /** The last verdict in hand for each topic: [MQTT-4.6.0-6] every topic is an ordered one. */
  readonly last: Map<string, Promise<unknown>>
  pending: number
}

export const newSession = (wire: Wire): Session => ({
  wire,
  peer: undefined,
  told: false,
  filters: new Set(),
  last: new Map(),
  pending: 0,
})

/** Runs after the client's earlier messages on the same topic; not at all when too many wait. */
export const inOrder = async (
  session: Session,
  topic: string,
  most: number,
  work: () => Promise<Verdict>,
): Promise<Verdict> => {
  if (session.pending >= most) return refuse('rate_limited', 'too many messages wait')
  session.pending += 1
  const before = session.last.get(topic)
  const mine = before ? before.then(work, work) : work()
  session.last.set(topic, mine)
  try {
    return await mine
  } finally {
    session.pending -= 1
    if (session.last.get(topic) === mine) session.last.delete(topic)
  }
}

export const isRefused = (verdict: unknown): verdict is Refused =>
  typeof verdict === 'object' && verdict !== null && 'ok' in verdict && verdict.ok === false
