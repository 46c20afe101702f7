// What waits for one browser: bounded, and what is said anew replaces what was not sent yet. Pure.

import type { PushMessage } from '#protocol/push.ts'
import { type Millis, millis, minutes, seconds } from '#protocol/units.ts'
import { isUrgent } from './wishes.ts'

export interface Waiting {
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
const TRIES_MOST = 6
const PAUSE_MOST = minutes(15)

/** When a service that was busy is asked again: after 2, 4, 8 … seconds, or when it says. */
export const pauseOf = (tries: number, after: Millis | undefined): Millis =>
  millis(Math.min(PAUSE_MOST, Math.max(after ?? 0, seconds(2 ** tries))))

/** @returns the queue with it, and whether another had to go for want of room */
export const enqueue = (queue: Queue, one: Waiting): { readonly queue: Queue; readonly lost: boolean } => {
  const others = queue.filter(({ topic }) => topic !== one.topic)
  if (others.length < WAITING_MOST) return { queue: [...others, one], lost: false }
  const ordinary = others.findIndex(({ message }) => !isUrgent(message))
  return { queue: [...others.toSpliced(Math.max(0, ordinary), 1), one], lost: true }
}

/** @returns what to say again then; undefined when it was tried often enough, or would be too late */
export const again = (one: Waiting, due: Millis): Waiting | undefined => {
  const tries = one.tries + 1
  return tries >= TRIES_MOST || due > one.until ? undefined : { ...one, tries, due }
}

/** The next that is due; urgent ones first. */
export const nextOf = (queue: Queue, now: Millis): Waiting | undefined => {
  const due = queue.filter((one) => one.due <= now)
  return due.find(({ message }) => isUrgent(message)) ?? due[0]
}
