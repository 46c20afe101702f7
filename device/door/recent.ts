// Ids answered lately that the journal does not hold: bounded, in memory, since a challenge dies with the program.

import type { RequestId } from '#protocol/units.ts'

export interface Recent {
  add(request: RequestId): void
  has(request: RequestId): boolean
}

const MOST = 4096

/** Remembers the latest; the oldest go first. */
export const createRecent = (): Recent => {
  const ids = new Set<RequestId>()
  return {
    add: (request) => {
      ids.add(request)
      const [oldest] = ids
      if (ids.size > MOST && oldest !== undefined) ids.delete(oldest)
    },
    has: (request) => ids.has(request),
  }
}
