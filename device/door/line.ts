// One thing at a time at this door: decisions, orders, lists and pairings wait for each other, so that nothing that
// was signed for one owner is written down under the next, and no use is spent twice.

export type Line = <Value>(work: () => Promise<Value>) => Promise<Value>

/** Runs work after everything that came before it, whatever became of that. */
export const createLine = (): Line => {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
