// A memory of pure results with a bound: the oldest goes first. Holds nothing secret.

/** @returns a lookup that makes each value once and keeps at most `most` of them */
export const bounded = <Key, Value>(most: number): ((key: Key, make: () => Value) => Value) => {
  const kept = new Map<Key, Value>()
  return (key, make) => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make()
    if (kept.size >= most) {
      const oldest = kept.keys().next()
      if (!oldest.done) kept.delete(oldest.value)
    }
    kept.set(key, made)
    return made
  }
}
