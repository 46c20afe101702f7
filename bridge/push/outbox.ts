// What is to be told, kept before it is sent: a bridge that is killed in between tells it when it is up again. Told twice
// at worst, with one topic: the second replaces the first.

import type { Clock } from '#protocol/clock.ts'
import { freshId } from '#protocol/ids.ts'
import type { PushMessage } from '#protocol/push.ts'
import { type EpochMs, later, millis, type Thumbprint } from '#protocol/units.ts'
import type { Subscription, WaitingPush, WaitingPushBook } from '../store/port.ts'
import { lifeOf, topicOf } from './envelope.ts'
import { createSender, type SenderParts } from './sender.ts'

export interface OutboxParts extends Omit<SenderParts, 'over'> {
  readonly waiting: WaitingPushBook
  readonly clock: Clock
  /** Work that nobody waits for. */
  readonly afterwards: (work: () => Promise<unknown>) => void
}

export interface Outbox {
  /** Resolves once it is kept; sent after that. */
  post(message: PushMessage, to: readonly Subscription[]): Promise<void>
  /**
   * Sends on what an earlier run left.
   * @param wanted whom it is still for
   */
  resume(wanted: (one: WaitingPush) => Promise<Subscription | undefined>): Promise<void>
  forget(owner: Thumbprint, endpoint: string): void
  close(): Promise<void>
}

export const createOutbox = (parts: OutboxParts): Outbox => {
  const { waiting, clock } = parts
  const drop = (id: string): void => parts.afterwards(() => waiting.remove(id))
  const sender = createSender({ ...parts, over: drop })
  const send = (subscription: Subscription, { id, message, topic, until }: WaitingPush, now: EpochMs): void => {
    // A clock that was set back since it was kept makes no life longer.
    const left = Math.min(until - now, lifeOf(message))
    sender.send(subscription, { id, message, topic, until: millis(clock.monotonic() + left) })
  }
  return {
    post: async (message, to) => {
      const at = clock.now()
      const all = to.map((subscription) => ({ subscription, one: kept(message, subscription, at) }))
      // A disk that takes nothing is no reason to tell nobody.
      await waiting.put(all.map(({ one }) => one)).catch(parts.fault)
      for (const { subscription, one } of all) send(subscription, one, at)
    },
    resume: async (wanted) => {
      const now = clock.now()
      for (const one of await waiting.all()) {
        const subscription = one.until > now ? await wanted(one) : undefined
        if (subscription) send(subscription, one, now)
        else drop(one.id)
      }
    },
    forget: (owner, endpoint) => sender.forget(owner, endpoint),
    close: () => sender.close(),
  }
}

const kept = (message: PushMessage, { owner, target }: Subscription, at: EpochMs): WaitingPush => ({
  ...{ id: freshId(), owner, endpoint: target.endpoint, topic: topicOf(message, target), message },
  ...{ at, until: later(at, lifeOf(message)) },
})
