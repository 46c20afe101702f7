// Waiting by the clock that was given, with an end to every wait.

import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type Millis, millis } from '#protocol/units.ts'

/** Ends early when the signal is aborted. */
export const sleep = (clock: Clock, span: Millis, until: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (until.aborted) {
      resolve()
      return
    }
    const wake = (): void => {
      cancel()
      until.removeEventListener('abort', wake)
      resolve()
    }
    const cancel = clock.after(span, wake)
    until.addEventListener('abort', wake)
  })

/** @throws HausrechtError with the code when it is not settled in time; a later outcome is dropped */
export const within = <Value>(clock: Clock, span: Millis, promise: Promise<Value>, code: string): Promise<Value> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(span, () => reject(new HausrechtError(code, `Not done within ${span} ms`)))
    promise
      .then(resolve, reject)
      .finally(cancel)
      .catch(() => undefined)
  })

const FIRST = 100
const MOST = 4000

/** Doubling, and capped well below what the hub holds, so that a few failures lose no picture. @param failures from 1 on */
export const pauseAfter = (failures: number): Millis => millis(Math.min(MOST, FIRST * 2 ** Math.min(failures - 1, 10)))
