// A network or a service that is away for a while is no end: what was asked is asked again until it answers.

import { HausrechtError } from '#protocol/fault.ts'

const FOR_NOW = new Set(['offline', 'cloud_away', 'rate_limited', 'busy', 'http_429', 'http_502', 'http_503'])

/** May the same question be answered in a moment? */
export const isForNow = (error: unknown): boolean => error instanceof HausrechtError && FOR_NOW.has(error.code)

/** @throws whatever is not for now, and anything once it is to stop */
export const patiently = async <Value>(
  ask: () => Promise<Value>,
  rest: () => Promise<void>,
  stop: AbortSignal,
): Promise<Value> => {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (stop.aborted || !isForNow(error)) throw error
      await rest()
    }
  }
}

/** @param most milliseconds; over at once when it is to stop */
export const rest = (most: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, most)
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    stop.addEventListener('abort', end, { once: true })
  })
