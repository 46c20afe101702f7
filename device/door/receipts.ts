// What became of recent requests, for whoever asks locally: the signed receipts in order, and a wait for the next.

import type { Clock } from '#protocol/clock.ts'
import type { Millis, RequestId } from '#protocol/units.ts'

const REQUESTS_MOST = 64
const EACH_MOST = 8

export interface Receipts {
  add(request: RequestId, token: string): void
  /** The receipt at this place, as soon as it is there; undefined when it does not come in time. */
  at(request: RequestId, place: number, limit: Millis): Promise<string | undefined>
}

export const createReceipts = (clock: Clock): Receipts => {
  const kept = new Map<RequestId, string[]>()
  const waiting = new Set<() => void>()

  return {
    add: (request, token) => {
      const tokens = kept.get(request) ?? []
      if (tokens.length >= EACH_MOST) return
      kept.set(request, [...tokens, token])
      const [oldest] = kept.keys()
      if (kept.size > REQUESTS_MOST && oldest !== undefined) kept.delete(oldest)
      for (const look of [...waiting]) look()
    },
    at: (request, place, limit) =>
      new Promise((resolve) => {
        const done = (token: string | undefined): void => {
          waiting.delete(look)
          cancel()
          resolve(token)
        }
        const look = (): void => {
          const token = kept.get(request)?.[place]
          if (token !== undefined) done(token)
        }
        const cancel = clock.after(limit, () => done(undefined))
        waiting.add(look)
        look()
      }),
  }
}
