// What waits for one browser: bounded, and what is said anew replaces what was not sent yet. Pure.

import type { PushMessage } from '#protocol/push.ts'
import { type Millis, millis, minutes, seconds } from '#protocol/units.ts'
import { isUrgent } from './wishes.ts'

export interface Waiting {
  /** Under which it is kept across a restart. */
  readonly id: string
  readonly message: PushMessage
  readonly topic: string
  /** Monotonic: not before, not after. */
  readonly due: Millis
  readonly until: Millis
  readonly tries: number
}

/** Oldest first. */
export type Queue = readonly Waiting[]

const WAITING_MOST = 16
/** Of what is ordinary. Urgent messages are tried for as long as they live, since a house may be cut off for hours. */
const TRIES_MOST = 6
/** The way may be there again long before: what happens then must not wait for it. */
const OWN_PAUSE_MOST = minutes(1)
const PAUSE_MOST = minutes(15)

/** When a service that was busy is asked again: after 2, 4, 8 … 60 seconds, or when it says. */
export const pauseOf = (tries: number, after: Millis | undefined): Millis =>
  millis(Math.min(PAUSE_MOST, Math.max(after ?? 0, Math.min(OWN_PAUSE_MOST, seconds(2 ** tries)))))

export interface Enqueued {
  readonly queue: Queue
  /** Whose place it took. */
  readonly replaced: readonly Waiting[]
  /** What had to go for want of room: the oldest, alarms last. */
  readonly lost?: Waiting | undefined
}

export const enqueue = (queue: Queue, one: Waiting): Enqueued => {
  const replaced = queue.filter(({ topic }) => topic === one.topic)
  const all = [...queue.filter(({ topic }) => topic !== one.topic), one]
  if (all.length <= WAITING_MOST) return { queue: all, replaced }
  const at = Math.max(
    0,
    all.findIndex(({ message }) => !isUrgent(message)),
  )
  return { queue: all.toSpliced(at, 1), replaced, lost: all[at] }
}

/** @returns what to say again then; undefined when it was tried often enough, or would be too late */
export const again = (one: Waiting, due: Millis): Waiting | undefined => {
  const tries = one.tries + 1
  const enough = tries >= TRIES_MOST && !isUrgent(one.message)
  return enough || due > one.until ? undefined : { ...one, tries, due }
}

/** The next that is due; urgent ones first. */
export const nextOf = (queue: Queue, now: Millis): Waiting | undefined => {
  const due = queue.filter((one) => one.due <= now)
  return due.find(({ message }) => isUrgent(message)) ?? due[0]
}
