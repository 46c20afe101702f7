// Many things to ask of a store, a few at a time.

const AT_ONCE = 12

/** @returns results in the order of the items; the first fault ends it, once what is under way has ended */
export const several = async <Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = []
  const running = new Set<Promise<void>>()
  const faults: unknown[] = []
  const run = async (item: Item, at: number): Promise<void> => {
    try {
      results[at] = await work(item)
    } catch (fault) {
      faults.push(fault)
    }
  }
  let at = 0
  for await (const item of items) {
    const one: Promise<void> = run(item, at).finally(() => running.delete(one))
    at += 1
    running.add(one)
    if (running.size >= AT_ONCE) await Promise.race(running)
    if (faults.length > 0) break
  }
  await Promise.all(running)
  if (faults.length > 0) throw faults[0]
  return results
}
