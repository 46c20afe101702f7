// Holds something open for as long as it is wanted: opened, lost, opened again after a pause that grows.

import { backoff } from '#device/link/backoff.ts'
import type { Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'

export interface Staying {
  /** Ends it; resolves when nothing of it is left. */
  end(): Promise<void>
}

/** A connection that held so long was a good one: the next try comes soon. */
const GOOD = millis(10_000)

/**
 * @param once opens it, and resolves with the reason when it was lost; a throw is a try that failed
 * @param lost told each time, in a person's words
 */
export const stay = (
  clock: Clock,
  once: (ended: AbortSignal) => Promise<string>,
  lost: (reason: string) => void,
): Staying => {
  const end = new AbortController()
  const isOver = (): boolean => end.signal.aborted
  const pause = (failures: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(backoff(failures, Math.random()), resolve)
      const stop = (): void => {
        cancel()
        resolve()
      }
      end.signal.addEventListener('abort', stop, { once: true })
    })
  const run = async (): Promise<void> => {
    let failures = 0
    while (!isOver()) {
      const began = clock.monotonic()
      const reason = await once(end.signal).catch((error: unknown) => String((error as Error).message))
      if (isOver()) return
      lost(reason)
      failures = clock.monotonic() - began > GOOD ? 0 : failures + 1
      await pause(failures)
    }
  }
  const running = run()
  return {
    end: async () => {
      end.abort()
      await running
    },
  }
}

/** Resolves when it is to end. */
export const whenEnded = (signal: AbortSignal): Promise<'ended'> =>
  signal.aborted
    ? Promise.resolve('ended')
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve('ended'), { once: true }))
