// Keeps a line to the bridge: opens it, and opens it again whenever it ended, at once when the network comes back or
// somebody looks at the page.

import { type ReadonlySignal, signal } from '@preact/signals'
import { HausrechtError } from '#protocol/fault.ts'
import type { Line } from '../line/line.ts'
import { retryAfter } from './retry.ts'

export type LinkState = 'up' | 'connecting' | 'down'

export interface Link {
  readonly state: ReadonlySignal<LinkState>
  /** @throws HausrechtError `link_down` */
  line(): Line
  /** Somebody looks, or the network changed: is the line alive? If there is none, try now. */
  wake(): void
  stop(): void
}

export interface LinkParts {
  /** @throws HausrechtError when there is no connection to be had */
  readonly open: () => Promise<Line>
  /** Called with each new line before it counts as up. */
  readonly up: (line: Line) => Promise<void>
  /** Something that trying again will not mend by itself; it is tried again all the same. */
  readonly trouble: (error: unknown) => void
  readonly random: () => number
}

/** A line that ended sooner than this counts as a failure: a bridge that throws us out is not asked without end. */
const STABLE = 10_000

export const createLink = ({ open, up, trouble, random }: LinkParts): Link => {
  const state = signal<LinkState>('connecting')
  let line: Line | undefined
  let stopped = false
  const isStopped = (): boolean => stopped
  let failures = 0
  let hurry: (() => void) | undefined

  const pause = (wait: number): Promise<void> =>
    new Promise((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer)
        hurry = undefined
        resolve()
      }
      const timer = setTimeout(goOn, wait)
      hurry = goOn
    })

  const once = async (): Promise<void> => {
    const fresh = await open()
    try {
      await up(fresh)
      if (isStopped()) return
      line = fresh
      state.value = 'up'
      const since = performance.now()
      await fresh.closed
      failures = performance.now() - since < STABLE ? failures + 1 : 0
      state.value = 'connecting'
    } finally {
      line = undefined
      fresh.close()
    }
  }

  const run = async (): Promise<void> => {
    while (!isStopped()) {
      try {
        await once()
      } catch (error) {
        failures += 1
        // Shown as down until it is up again: tries in between would only flicker.
        state.value = 'down'
        trouble(error)
      }
      if (!isStopped() && failures > 0) await pause(retryAfter(failures - 1, random()))
    }
  }
  run().catch(trouble)

  return {
    state,
    line: () => {
      if (!line?.isOpen) throw new HausrechtError('link_down', 'There is no connection to the bridge.')
      return line
    },
    wake: () => {
      if (line) line.probe().catch(() => undefined)
      else hurry?.()
    },
    stop: () => {
      stopped = true
      hurry?.()
      line?.close()
    },
  }
}

/** The moments at which it is worth looking. @returns takes it back */
export const wakeWithPage = (link: Link): (() => void) => {
  const seen = (): void => {
    if (document.visibilityState === 'visible') link.wake()
  }
  const wake = (): void => link.wake()
  document.addEventListener('visibilitychange', seen)
  addEventListener('online', wake)
  addEventListener('pageshow', wake)
  return () => {
    document.removeEventListener('visibilitychange', seen)
    removeEventListener('online', wake)
    removeEventListener('pageshow', wake)
  }
}
