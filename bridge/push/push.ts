// Push messages to an owner's browsers: what happened is looked at here, after everybody who waited was answered.
// Nothing is sent to anybody who did not subscribe. Endpoints are never logged or counted.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { PUSH_BROWSERS_MOST, PUSH_SILENCE_MOST } from '#protocol/limits.ts'
import type { PushTarget, PushWishes } from '#protocol/push.ts'
import { type DoorId, later, type Thumbprint } from '#protocol/units.ts'
import { createAfterwards } from '../access/afterwards.ts'
import { bucketPer } from '../access/bucket.ts'
import type { Subscription, SubscriptionBook } from '../store/port.ts'
import type { Deliver } from './delivery.ts'
import { deliver as deliverForReal } from './delivery.ts'
import { seal } from './envelope.ts'
import { messageOf, type Occurrence } from './occurrence.ts'
import { createSender, type Outcome } from './sender.ts'
import { mayReach } from './services.ts'
import type { Vapid } from './vapid.ts'
import { isUrgent, isWanted, isZone } from './wishes.ts'

/** Why a subscription is not taken. */
export type NotTaken = 'service_unknown' | 'zone_unknown' | 'silence_too_long' | 'browsers_full'

export interface Push {
  /** For the browser's `applicationServerKey`. */
  readonly key: string
  /** Something happened at a door of this owner. Returns at once. */
  see(owner: Thumbprint, occurrence: Occurrence): void
  /** @returns undefined when it was taken, durably */
  subscribe(owner: Thumbprint, target: PushTarget, wishes: PushWishes): Promise<NotTaken | undefined>
  unsubscribe(owner: Thumbprint, endpoint: string): Promise<boolean>
  subscriptions(owner: Thumbprint): Promise<readonly Subscription[]>
  /** A message that says only that messages arrive. @returns whether there is such a subscription */
  test(owner: Thumbprint, door: DoorId, endpoint: string): Promise<boolean>
  close(): Promise<void>
}

export interface PushParts {
  readonly vapid: Vapid
  readonly subject: string
  readonly services: readonly string[]
  readonly book: SubscriptionBook
  readonly clock: Clock
  readonly log: Logger
  readonly count: (outcome: Outcome) => void
  readonly deliver?: Deliver
}

/** What is ordinary, to one owner: strangers can cause some of it. Urgent things have bounds where they arise. */
const RATE = { burst: 30, perSecond: 0.2 }
const OWNERS_MOST = 10_000

export const createPush = (parts: PushParts): Push => {
  const { vapid, subject, services, book, clock, log, count, deliver = deliverForReal } = parts
  const fault = (err: unknown): void => log.error({ err }, 'a push message failed')
  const afterwards = createAfterwards(fault)
  const mayHear = bucketPer(RATE, OWNERS_MOST)
  const sender = createSender({
    clock,
    seal: (message, { target }) => seal(message, target, vapid, subject),
    deliver,
    gone: async ({ owner, target }) => {
      await book.remove(owner, target.endpoint)
    },
    count,
    fault,
  })
  const see: Push['see'] = (owner, occurrence) => {
    const message = messageOf(occurrence)
    if (!message) return
    afterwards.run(async () => {
      const now = clock.now()
      const wanting = (await book.of(owner)).filter(({ wishes }) => isWanted(message, wishes, now))
      if (wanting.length === 0) return
      if (!isUrgent(message) && !mayHear(owner, clock.monotonic())) return count('no_room')
      for (const subscription of wanting) {
        // Asked again: the settings may be narrower than when the browser subscribed.
        if (mayReach(subscription.target.endpoint, services)) sender.send(message, subscription)
      }
    })
  }
  return {
    key: vapid.publicKey,
    see,
    subscribe: async (owner, target, wishes) => {
      const at = clock.now()
      if (!mayReach(target.endpoint, services)) return 'service_unknown'
      if (wishes.quiet && !isZone(wishes.quiet.zone)) return 'zone_unknown'
      if ((wishes.alarmsSilentUntil ?? 0) > later(at, PUSH_SILENCE_MOST)) return 'silence_too_long'
      return (await book.put({ owner, target, wishes, at }, PUSH_BROWSERS_MOST)) ? undefined : 'browsers_full'
    },
    unsubscribe: (owner, endpoint) => book.remove(owner, endpoint),
    subscriptions: (owner) => book.of(owner),
    test: async (owner, door, endpoint) => {
      const found = (await book.of(owner)).find(({ target }) => target.endpoint === endpoint)
      if (!found || !mayReach(endpoint, services)) return false
      sender.send({ v: 1, kind: 'test', door, at: clock.now() }, found)
      return true
    },
    close: async () => {
      await afterwards.done()
      await sender.close()
    },
  }
}
