// Push messages to an owner's browsers: what happened is looked at here, after everybody who waited was answered.
// Nothing is sent to anybody who did not subscribe. Endpoints are never logged or counted.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { PUSH_BROWSERS_MOST, PUSH_SILENCE_MOST } from '#protocol/limits.ts'
import type { PushMessage, PushTarget, PushWishes } from '#protocol/push.ts'
import { type DoorId, later, type Thumbprint } from '#protocol/units.ts'
import { createAfterwards } from '../access/afterwards.ts'
import { bucketPer } from '../access/bucket.ts'
import type { Subscription, SubscriptionBook, WaitingPushBook } from '../store/port.ts'
import type { Deliver } from './delivery.ts'
import { deliver as deliverForReal } from './delivery.ts'
import { seal } from './envelope.ts'
import { messageOf, type Occurrence } from './occurrence.ts'
import { createOutbox } from './outbox.ts'
import type { Outcome } from './sender.ts'
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
  /** Sends on what an earlier run of the bridge left waiting. Called once, before anything else. */
  resume(): Promise<void>
  close(): Promise<void>
}

export interface PushParts {
  readonly vapid: Vapid
  readonly subject: string
  readonly services: readonly string[]
  readonly book: SubscriptionBook
  readonly waiting: WaitingPushBook
  readonly clock: Clock
  readonly log: Logger
  readonly count: (outcome: Outcome) => void
  readonly deliver?: Deliver
}

/** What is ordinary, to one owner: strangers can cause some of it. Urgent things have bounds where they arise. */
const RATE = { burst: 30, perSecond: 0.2 }
const OWNERS_MOST = 10_000

export const createPush = (parts: PushParts): Push => {
  const { vapid, subject, services, book, clock, log, deliver = deliverForReal } = parts
  const fault = (err: unknown): void => log.error({ err }, 'a push message failed')
  const afterwards = createAfterwards(fault)
  const mayHear = bucketPer(RATE, OWNERS_MOST)
  const outbox = createOutbox({
    ...parts,
    ...{ deliver, fault, afterwards: afterwards.run },
    seal: (message, { target }) => seal(message, target, vapid, subject),
    gone: async ({ owner, target }) => {
      await book.remove(owner, target.endpoint)
    },
  })
  const see: Push['see'] = (owner, occurrence) => {
    const message = messageOf(occurrence)
    if (!message) return
    afterwards.run(async () => {
      const now = clock.now()
      // Asked again where it goes: the settings may be narrower than when the browser subscribed.
      const wanting = async (): Promise<readonly Subscription[]> =>
        (await book.of(owner)).filter(
          ({ target, wishes }) => isWanted(message, wishes, now) && mayReach(target.endpoint, services),
        )
      const first = await wanting()
      if (first.length === 0) return
      if (!isUrgent(message) && !mayHear(owner, clock.monotonic())) return parts.count('no_room')
      await outbox.post(message, first, wanting)
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
    unsubscribe: async (owner, endpoint) => {
      // First off the book: what is posted meanwhile looks there before it is sent.
      const removed = await book.remove(owner, endpoint)
      outbox.forget(owner, endpoint)
      return removed
    },
    subscriptions: (owner) => book.of(owner),
    test: async (owner, door, endpoint) => {
      const asking = async (): Promise<readonly Subscription[]> =>
        (await book.of(owner)).filter(({ target }) => target.endpoint === endpoint)
      const found = await asking()
      if (found.length === 0 || !mayReach(endpoint, services)) return false
      await outbox.post({ v: 1, kind: 'test', door, at: clock.now() }, found, asking)
      return true
    },
    resume: () => outbox.resume(({ owner, endpoint, message }) => stillFor(parts, owner, endpoint, message)),
    close: async () => {
      await afterwards.done()
      await outbox.close()
      // What came to its end just now is taken off the books.
      await afterwards.done()
    },
  }
}

/** The browser that wanted to hear of it, if it still does. */
const stillFor = async (
  { book, services, clock }: PushParts,
  owner: Thumbprint,
  endpoint: string,
  message: PushMessage,
): Promise<Subscription | undefined> => {
  if (!mayReach(endpoint, services)) return undefined
  const held = (await book.of(owner)).find(({ target }) => target.endpoint === endpoint)
  return held && isWanted(message, held.wishes, clock.now()) ? held : undefined
}
