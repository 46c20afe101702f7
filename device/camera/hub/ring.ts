// The last things that came, oldest first, within bounds of count, bytes and age. Pure.

export interface Bounds {
  readonly count: number
  readonly bytes: number
  /** Milliseconds. */
  readonly age: number
}

interface Held<Item> {
  readonly item: Item
  /** Grows by one from item to item. */
  readonly place: number
  readonly seen: number
  bytes: number
}

export class Ring<Item> {
  private readonly bounds: Bounds
  private held: Held<Item>[] = []
  private sum = 0
  private next = 0

  constructor(bounds: Bounds) {
    this.bounds = bounds
  }

  /** Place of the next item. */
  get end(): number {
    return this.next
  }

  get bytes(): number {
    return this.sum
  }

  get size(): number {
    return this.held.length
  }

  /** @param seen monotonic, never less than of the item before */
  push(item: Item, seen: number, bytes: number): number {
    const place = this.next++
    this.held.push({ item, place, seen, bytes })
    this.sum += bytes
    this.trim(seen)
    return place
  }

  /** An item takes more, or less, than when it came. */
  grow(place: number, by: number): void {
    const held = this.held[this.index(place)]
    if (held?.place !== place) return
    held.bytes += by
    this.sum += by
    this.trim(held.seen)
  }

  /** Lets go of what is too old by now, and of the oldest while there is too much. */
  trim(now: number): void {
    const { count, bytes, age } = this.bounds
    for (;;) {
      const oldest = this.held[0]
      if (!oldest || (this.size <= count && this.sum <= bytes && now - oldest.seen <= age)) return
      this.sum -= oldest.bytes
      this.held.shift()
    }
  }

  clear(): void {
    this.held = []
    this.sum = 0
  }

  /** The item at this place, or the next one still held. */
  from(place: number): { readonly place: number; readonly item: Item } | undefined {
    return this.held[this.index(place)]
  }

  newest(): Item | undefined {
    return this.held.at(-1)?.item
  }

  oldest(): Item | undefined {
    return this.held[0]?.item
  }

  /** Place of the first item for which this holds, when it holds for all after it too; else the end. */
  first(holds: (item: Item) => boolean): number {
    let [low, high] = [0, this.held.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const held = this.held[middle]
      if (held && holds(held.item)) high = middle
      else low = middle + 1
    }
    return this.held[low]?.place ?? this.next
  }

  /** How many came within this span before the newest, and over what time. */
  lately(span: number): { readonly count: number; readonly over: number } {
    const newest = this.held.at(-1)
    if (!newest) return { count: 0, over: 0 }
    let at = this.held.length - 1
    while (at > 0 && newest.seen - (this.held[at - 1]?.seen ?? 0) <= span) at--
    return { count: this.held.length - at, over: newest.seen - (this.held[at]?.seen ?? 0) }
  }

  private index(place: number): number {
    const first = this.held[0]
    // Places follow each other without a gap, so the position is a difference.
    return first ? Math.max(0, place - first.place) : 0
  }
}
