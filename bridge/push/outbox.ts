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
  /**
   * Resolves once it is kept; sent after that.
   * @param still asked once it is kept: who unsubscribed while the disk worked is told nothing
   */
  post(message: PushMessage, to: readonly Subscription[], still: () => Promise<readonly Subscription[]>): Promise<void>
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
    post: async (message, to, still) => {
      const at = clock.now()
      const all = to.map((subscription) => kept(message, subscription, at))
      // A disk that takes nothing, or gives nothing, is no reason to tell nobody.
      await waiting.put(all).catch(parts.fault)
      const held = await still().catch((error: unknown) => {
        parts.fault(error)
        return to
      })
      for (const one of all) {
        const subscription = held.find(({ target }) => target.endpoint === one.endpoint)
        if (subscription) send(subscription, one, at)
        else drop(one.id)
      }
    },
    resume: async (wanted) => {
      const now = clock.now()
      const { whole, unreadable } = await waiting.all()
      for (const id of unreadable) drop(id)
      const goOn = async (one: WaitingPush): Promise<void> => {
        const subscription = one.until > now ? await wanted(one) : undefined
        if (subscription) send(subscription, one, now)
        else drop(one.id)
      }
      // One that cannot be asked for is no reason not to start; it stays until it is too late.
      for (const one of whole) await goOn(one).catch(parts.fault)
    },
    forget: (owner, endpoint) => sender.forget(owner, endpoint),
    close: () => sender.close(),
  }
}

const kept = (message: PushMessage, { owner, target }: Subscription, at: EpochMs): WaitingPush => ({
  ...{ id: freshId(), owner, endpoint: target.endpoint, topic: topicOf(message, target), message },
  ...{ at, until: later(at, lifeOf(message)) },
})
