// Work that nobody waits for, and that a stop waits for. Its faults are told, never dropped.

export interface Afterwards {
  readonly run: (work: () => Promise<unknown>) => void
  /** Resolves when nothing is left. */
  done(): Promise<void>
}

export const createAfterwards = (fault: (error: unknown) => void): Afterwards => {
  const running = new Set<Promise<unknown>>()
  return {
    run: (work) => {
      const mine = work().then(undefined, fault)
      running.add(mine)
      mine.finally(() => running.delete(mine)).catch(fault)
    },
    done: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
