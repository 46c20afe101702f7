// Sends what waits: one message at a time to each browser, a few at a time in all, and never while anybody waits for it.

import type { Cancel, Clock } from '#protocol/clock.ts'
import type { PushMessage } from '#protocol/push.ts'
import { type Millis, millis, type Thumbprint } from '#protocol/units.ts'
import type { Subscription } from '../store/port.ts'
import type { Deliver, Delivered } from './delivery.ts'
import type { Envelope } from './envelope.ts'
import { again, enqueue, nextOf, pauseOf, type Queue, type Waiting } from './queue.ts'

export type Outcome = Delivered['kind'] | 'given_up' | 'no_room'

export interface SenderParts {
  readonly clock: Clock
  readonly seal: (message: PushMessage, subscription: Subscription) => Envelope
  readonly deliver: Deliver
  /** The browser unsubscribed, or was wiped. */
  readonly gone: (subscription: Subscription) => Promise<void>
  /** It waits no more, whatever became of it. Not said when the browser is gone, and not at the end. */
  readonly over: (id: string) => void
  readonly count: (outcome: Outcome) => void
  readonly fault: (error: unknown) => void
}

export interface Sender {
  /** @param one `until`: monotonic */
  send(subscription: Subscription, one: Pick<Waiting, 'id' | 'message' | 'topic' | 'until'>): void
  /** Nothing more goes to this browser. */
  forget(owner: Thumbprint, endpoint: string): void
  /** Ends what is under way; what waits is left to whoever keeps it. */
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

const nameOf = (owner: Thumbprint, endpoint: string): string => `${owner} ${endpoint}`

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
    // Not, when something newer took its place meanwhile, or there was no room for it.
    const isWaiting = browser.queue.includes(one)
    browser.queue = browser.queue.filter((other) => other !== one)
    switch (outcome.kind) {
      case 'later':
        browser.rested = millis(clock.monotonic() + pauseOf(one.tries + 1, outcome.after))
        if (isWaiting && !ending.signal.aborted) putBack(browser, one)
        return
      case 'gone':
        browser.queue = []
        browsers.delete(name)
        return parts.gone(browser.subscription)
      case 'sent':
      case 'refused':
        parts.over(one.id)
    }
  }

  const add = (browser: Browser, one: Waiting): void => {
    const { queue, replaced, lost } = enqueue(browser.queue, one)
    browser.queue = queue
    // On the disk too it made way already, unless the disk took nothing.
    for (const { id } of replaced) parts.over(id)
    if (!lost) return
    count('no_room')
    parts.over(lost.id)
  }

  const putBack = (browser: Browser, one: Waiting): void => {
    const next = again(one, browser.rested)
    if (next) {
      add(browser, next)
      return
    }
    count('given_up')
    parts.over(one.id)
  }

  const dropLate = (browser: Browser, now: Millis): void => {
    const late = browser.queue.filter(({ until }) => until < now)
    if (late.length === 0) return
    browser.queue = browser.queue.filter(({ until }) => until >= now)
    for (const { id } of late) parts.over(id)
  }

  const start = (name: string, browser: Browser): void => {
    browser.sending = true
    const mine = attempt(name, browser)
      .catch((error: unknown) => {
        for (const { id } of browser.queue) parts.over(id)
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
      dropLate(browser, now)
      if (browser.rested <= now && nextOf(browser.queue, now)) start(name, browser)
      else rest(name, browser)
    }
  }

  return {
    send: (subscription, { id, message, topic, until }) => {
      if (ending.signal.aborted) return
      const name = nameOf(subscription.owner, subscription.target.endpoint)
      const known = browsers.get(name)
      if (!known && browsers.size >= BROWSERS_MOST) {
        count('no_room')
        parts.over(id)
        return
      }
      const browser = known ?? { subscription, queue: [], rested: millis(0), sending: false, wake: undefined }
      add(browser, { id, message, topic, due: clock.monotonic(), until, tries: 0 })
      browser.wake?.()
      Object.assign(browser, { subscription, wake: undefined })
      browsers.set(name, browser)
      pump()
    },
    forget: (owner, endpoint) => {
      const name = nameOf(owner, endpoint)
      const browser = browsers.get(name)
      if (!browser) return
      browser.wake?.()
      browser.queue = []
      browsers.delete(name)
    },
    close: async () => {
      ending.abort()
      for (const { wake } of browsers.values()) wake?.()
      browsers.clear()
      await Promise.all(running)
    },
  }
}
