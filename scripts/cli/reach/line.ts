// One connection to a door through its bridge, and everything heard on it, checked. Never reconnects: a command
// that lost its connection says so and ends.

import { openSession, type Session } from '#device/link/session.ts'
import { freshId } from '#protocol/ids.ts'
import { type Slots, type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import type { EpochMs, Millis } from '#protocol/units.ts'
import type { Place } from './place.ts'
import { readSaid, type Said } from './said.ts'

export interface DoorLine {
  readonly place: Place
  /** What was last heard of a kind. */
  latest<Kind extends Said['kind']>(kind: Kind): Extract<Said, { kind: Kind }> | undefined
  listen(listener: (said: Said) => void): () => void
  /** What was heard last of each kind, then whatever comes; undefined when nothing fits in time or the line ends. */
  wait<Value>(pick: (said: Said) => Value | undefined, limit: Millis): Promise<Value | undefined>
  publish(name: TopicName, payload: string): Promise<void>
  /** @returns topics the bridge does not let this key hear */
  readonly deaf: readonly TopicName[]
  readonly closed: Promise<string>
  close(): Promise<void>
}

const filterOf = (name: TopicName, place: Place): string => {
  const slots: Slots = name === 'receipt' ? { door: place.door, request: '+' } : { door: place.door }
  return writeTopic(name, slots)
}

/**
 * Connects and listens.
 * @param listener hears everything from the first message on
 * @throws HausrechtError `link_refused` when the bridge is away or does not want this key
 */
export const openLine = async (
  place: Place,
  hears: readonly TopicName[],
  now: () => EpochMs,
  listener?: (said: Said) => void,
): Promise<DoorLine> => {
  const { bridge, bridgeKey, key, chain } = place
  const audience = bridgeKey.thumbprint
  // One key may be at work in several commands at a time.
  const session = await openSession({ url: bridge.mqtt, key, audience, chain, suffix: freshId(), now })
  const latest = new Map<Said['kind'], Said>()
  const listeners = new Set<(said: Said) => void>(listener ? [listener] : [])
  session.onMessage(async (topic, payload) => {
    const said = await readSaid(topic, payload, place)
    if (!said) return
    latest.set(said.kind, said)
    for (const listener of [...listeners]) listener(said)
  })
  const filters = hears.map((name) => [filterOf(name, place), name] as const)
  const refused = await subscribed(
    session,
    filters.map(([filter]) => filter),
  )
  return {
    place,
    deaf: filters.flatMap(([filter, name]) => (refused.includes(filter) ? [name] : [])),
    latest: (kind) => latest.get(kind) as never,
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    wait: (pick, limit) => waitFor({ session, latest, listeners }, pick, limit),
    publish: (name, payload) => {
      const { qos, retain } = topicOf(name)
      return session.publish(writeTopic(name, { door: place.door }), payload, { qos, retain })
    },
    closed: session.closed,
    close: () => session.close(),
  }
}

const subscribed = async (session: Session, filters: readonly string[]): Promise<readonly string[]> => {
  try {
    return await session.subscribe(filters)
  } catch (error) {
    await session.close()
    throw error
  }
}

interface Hearing {
  readonly session: Session
  readonly latest: ReadonlyMap<string, Said>
  readonly listeners: Set<(said: Said) => void>
}

const waitFor = <Value>(
  { session, latest, listeners }: Hearing,
  pick: (said: Said) => Value | undefined,
  limit: Millis,
): Promise<Value | undefined> =>
  new Promise((resolve) => {
    const end = (value: Value | undefined): void => {
      clearTimeout(timer)
      listeners.delete(look)
      resolve(value)
    }
    const look = (said: Said): void => {
      const value = pick(said)
      if (value !== undefined) end(value)
    }
    const timer = setTimeout(() => end(undefined), limit)
    listeners.add(look)
    for (const said of [...latest.values()]) look(said)
    session.closed.then(() => end(undefined)).catch(() => end(undefined))
  })
