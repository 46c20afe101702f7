// Sends what waits: one message at a time to each browser, a few at a time in all, and never while anybody waits for it.

import type { Cancel, Clock } from '#protocol/clock.ts'
import type { PushMessage } from '#protocol/push.ts'
import { type Millis, millis } from '#protocol/units.ts'
import type { Subscription } from '../store/port.ts'
import type { Deliver, Delivered } from './delivery.ts'
import type { Envelope } from './envelope.ts'
import { lifeOf, topicOf } from './envelope.ts'
import { again, enqueue, nextOf, pauseOf, type Queue, type Waiting } from './queue.ts'

export type Outcome = Delivered['kind'] | 'given_up' | 'no_room'

export interface SenderParts {
  readonly clock: Clock
  readonly seal: (message: PushMessage, subscription: Subscription) => Envelope
  readonly deliver: Deliver
  /** The browser unsubscribed, or was wiped. */
  readonly gone: (subscription: Subscription) => Promise<void>
  readonly count: (outcome: Outcome) => void
  readonly fault: (error: unknown) => void
}

export interface Sender {
  send(message: PushMessage, subscription: Subscription): void
  /** Ends what is under way; what waits is dropped. */
  close(): Promise<void>
}

interface Browser {
  subscription: Subscription
  queue: Queue
  /** Its service asked for a pause: nothing before. Monotonic. */
  rested: Millis
  sending: boolean
  wake: Cancel | undefined
}

const AT_ONCE = 8
const BROWSERS_MOST = 10_000

export const createSender = (parts: SenderParts): Sender => {
  const { clock, count, fault } = parts
  const browsers = new Map<string, Browser>()
  const running = new Set<Promise<void>>()
  const ending = new AbortController()

  const attempt = async (name: string, browser: Browser): Promise<void> => {
    const one = nextOf(browser.queue, clock.monotonic())
    if (!one) return
    const outcome = await parts.deliver(parts.seal(one.message, browser.subscription), ending.signal)
    count(outcome.kind)
    browser.queue = browser.queue.filter((other) => other !== one)
    if (outcome.kind === 'later') putBack(browser, one, outcome.after)
    if (outcome.kind !== 'gone') return
    browser.queue = []
    browsers.delete(name)
    await parts.gone(browser.subscription)
  }

  const putBack = (browser: Browser, one: Waiting, after: Millis | undefined): void => {
    browser.rested = millis(clock.monotonic() + pauseOf(one.tries + 1, after))
    // Meanwhile something newer was said of the same.
    if (browser.queue.some(({ topic }) => topic === one.topic)) return
    const next = again(one, browser.rested)
    if (!next) {
      count('given_up')
      return
    }
    const { queue, lost } = enqueue(browser.queue, next)
    if (lost) count('no_room')
    browser.queue = queue
  }

  const start = (name: string, browser: Browser): void => {
    browser.sending = true
    const mine = attempt(name, browser)
      .catch((error: unknown) => {
        browser.queue = []
        fault(error)
      })
      .then(() => {
        browser.sending = false
        running.delete(mine)
        pump()
      })
    running.add(mine)
  }

  const rest = (name: string, browser: Browser): void => {
    const first = Math.min(...browser.queue.map((one) => one.due))
    if (!Number.isFinite(first)) {
      browsers.delete(name)
      return
    }
    const due = Math.max(first, browser.rested)
    browser.wake = clock.after(millis(Math.max(1, due - clock.monotonic())), () => {
      browser.wake = undefined
      pump()
    })
  }

  const pump = (): void => {
    const now: Millis = clock.monotonic()
    for (const [name, browser] of browsers) {
      if (ending.signal.aborted || running.size >= AT_ONCE) return
      if (browser.sending || browser.wake) continue
      browser.queue = browser.queue.filter(({ until }) => until >= now)
      if (browser.rested <= now && nextOf(browser.queue, now)) start(name, browser)
      else rest(name, browser)
    }
  }

  return {
    send: (message, subscription) => {
      if (ending.signal.aborted) return
      const { owner, target } = subscription
      const name = `${owner} ${target.endpoint}`
      const browser = browsers.get(name) ?? {
        subscription,
        queue: [],
        rested: millis(0),
        sending: false,
        wake: undefined,
      }
      if (!browsers.has(name) && browsers.size >= BROWSERS_MOST) return count('no_room')
      const now = clock.monotonic()
      const until = millis(now + lifeOf(message))
      const fresh = { message, topic: topicOf(message, target), due: now, until, tries: 0 }
      const { queue, lost } = enqueue(browser.queue, fresh)
      if (lost) count('no_room')
      browser.wake?.()
      Object.assign(browser, { subscription, queue, wake: undefined })
      browsers.set(name, browser)
      pump()
    },
    close: async () => {
      ending.abort()
      for (const { wake } of browsers.values()) wake?.()
      browsers.clear()
      await Promise.all(running)
    },
  }
}
