// Wakes everybody who waits for something new.

export interface Bell {
  ring(): void
  /** Resolves at the next ring, or at once when the signal is or becomes aborted. */
  next(until: AbortSignal): Promise<void>
}

export const createBell = (): Bell => {
  const waiting = new Set<() => void>()
  return {
    ring: () => {
      for (const wake of [...waiting]) wake()
    },
    next: (until) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake)
          until.removeEventListener('abort', wake)
          resolve()
        }
        if (until.aborted) return resolve()
        waiting.add(wake)
        until.addEventListener('abort', wake)
      }),
  }
}
