// One at a time for each door: a decision, a revocation and a receipt never overlap, so that a use is counted once and
// a withdrawal is before or after an opening, never beside it.

import { HausrechtError } from '#protocol/fault.ts'

export interface Turns {
  /**
   * Runs after everything that was asked before for the same door.
   * @throws HausrechtError `turns_full` when too much waits
   */
  take<Result>(door: string, work: () => Promise<Result>): Promise<Result>
  /** How much is under way or waits for this door. */
  waiting(door: string): number
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export const createTurns = (most: number): Turns => {
  const lines = new Map<string, { tail: Promise<unknown>; waiting: number }>()
  return {
    take: async (door, work) => {
      const line = lines.get(door) ?? { tail: Promise.resolve(), waiting: 0 }
      if (line.waiting >= most) throw new HausrechtError('turns_full', 'Too much waits for one door: try again later.')
      lines.set(door, line)
      const mine = line.waiting === 0 ? work() : line.tail.then(work, work)
      line.tail = mine
      line.waiting += 1
      try {
        return await mine
      } finally {
        line.waiting -= 1
        if (line.waiting === 0) lines.delete(door)
      }
    },
    waiting: (door) => lines.get(door)?.waiting ?? 0,
    idle: async () => {
      while (lines.size > 0) await Promise.allSettled([...lines.values()].map(({ tail }) => tail))
    },
  }
}
