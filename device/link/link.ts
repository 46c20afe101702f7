// The door's standing connection to its bridge: made, lost, made again, for ever, with a fresh session each time.
// Knows nothing of what is said; the agent hands it a handler and what to say first.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { parseTopic, type Slots, type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'
import { inBackground } from '../background.ts'
import { backoff } from './backoff.ts'
import { openSession, type Session, type SessionParts } from './session.ts'

/** What the door hears, revocations first: their retained list is applied before any command. */
const HEARS = ['revocations', 'journalHead', 'order', 'command', 'signalUp'] as const satisfies readonly TopicName[]

export interface LinkParts {
  readonly door: DoorId
  readonly clock: Clock
  readonly log: Logger
  /** Undefined while there is no bridge to connect to. */
  session(): SessionParts | undefined
  /** One message at a time; the next waits. A throw is logged and the message dropped. */
  heard(name: TopicName, payload: string): Promise<void>
  /** The link is up and subscribed: say what is retained. */
  up(): Promise<void>
  down(reason: string): void
}

export interface Link {
  readonly up: boolean
  /** @returns false when it did not reach the bridge; nothing is kept for later */
  say(name: TopicName, payload: string, slots?: Slots): Promise<boolean>
  /** Drop the session and make a new one now: after pairing. */
  renew(): void
  close(): Promise<void>
}

export const createLink = (parts: LinkParts): Link => {
  const { log, clock } = parts
  let session: Session | undefined
  let closing = false
  const isClosing = (): boolean => closing
  let wake: (() => void) | undefined

  const pause = (failures: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(backoff(failures, Math.random()), resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })

  const heard = async (topic: string, payload: string): Promise<void> => {
    const parsed = parseTopic(topic)
    if (!parsed || parsed.slots.door !== parts.door || payload.length > topicOf(parsed.name).maxBytes) return
    try {
      await parts.heard(parsed.name, payload)
    } catch (error) {
      log.error({ err: error, topic: parsed.name }, 'a message could not be handled')
    }
  }

  const live = async (settings: SessionParts): Promise<void> => {
    const opened = await openSession(settings)
    session = opened
    try {
      opened.onMessage(heard)
      const refused = await opened.subscribe(HEARS.map((name) => writeTopic(name, { door: parts.door, peer: '+' })))
      if (refused.length > 0) log.warn({ refused }, 'the bridge does not let the door hear everything')
      log.info('connected to the bridge')
      await parts.up()
      const reason = await opened.closed
      parts.down(reason)
    } finally {
      session = undefined
      await opened.close()
    }
  }

  const run = async (): Promise<void> => {
    let failures = 0
    while (!isClosing()) {
      const settings = parts.session()
      const started = clock.monotonic()
      try {
        if (settings) await live(settings)
      } catch (error) {
        log.debug({ err: error }, 'no connection to the bridge')
      }
      // A session that held for a while was a good one: the next try comes soon.
      failures = clock.monotonic() - started > 10_000 ? 0 : failures + 1
      if (!isClosing()) await pause(failures)
    }
  }
  const running = run()

  return {
    get up() {
      return session?.connected ?? false
    },
    say: async (name, payload, slots = {}) => {
      const { qos, retain } = topicOf(name)
      try {
        if (!session) return false
        await session.publish(writeTopic(name, { door: parts.door, ...slots }), payload, { qos, retain })
        return true
      } catch (error) {
        log.debug({ err: error, topic: name }, 'not said: the link is down')
        return false
      }
    },
    renew: () => {
      if (session) inBackground(session.close(), log, 'the old session did not close')
      wake?.()
    },
    close: async () => {
      closing = true
      wake?.()
      await session?.close()
      await running
    },
  }
}
