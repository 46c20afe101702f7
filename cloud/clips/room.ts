// How much a door has stored here, so that one door cannot fill the store. Counted from the store once, then carried
// on; counted anew now and then, since other instances take in as well.

import { type DoorId, type Millis, minutes } from '#protocol/units.ts'
import { Recent } from '../recent.ts'
import type { Store } from '../store/port.ts'
import { SHELVES, shelfPrefix } from './layout.ts'

interface Count {
  bytes: number
  readonly at: Millis
}

const COUNTED_FOR = minutes(10)
const DOORS = 10_000

export class Room {
  readonly quota: number
  readonly #store: Store
  readonly #monotonic: () => Millis
  readonly #counts = new Recent<Count>(DOORS)
  readonly #counting = new Map<string, Promise<Count>>()

  constructor(store: Store, quota: number, monotonic: () => Millis) {
    this.#store = store
    this.quota = quota
    this.#monotonic = monotonic
  }

  /** @returns whether there was room; it is taken then, until given back */
  async take(door: DoorId, bytes: number): Promise<boolean> {
    const count = await this.#current(door)
    if (count.bytes + bytes > this.quota) return false
    count.bytes += bytes
    return true
  }

  giveBack(door: DoorId, bytes: number): void {
    const count = this.#counts.get(door)
    if (count !== undefined) count.bytes = Math.max(0, count.bytes - bytes)
  }

  async #current(door: DoorId): Promise<Count> {
    const known = this.#counts.get(door)
    if (known === undefined) return this.#count(door)
    // Nobody waits for a recount; a fault in it is met again by whoever needs the store next.
    if (this.#monotonic() - known.at > COUNTED_FOR) this.#count(door).catch(() => undefined)
    return known
  }

  #count(door: DoorId): Promise<Count> {
    const running = this.#counting.get(door)
    if (running !== undefined) return running
    const counting = this.#sum(door).finally(() => this.#counting.delete(door))
    this.#counting.set(door, counting)
    return counting
  }

  async #sum(door: DoorId): Promise<Count> {
    const at = this.#monotonic()
    let bytes = 0
    for (const shelf of SHELVES) {
      for await (const { size } of this.#store.list(shelfPrefix(shelf, door))) bytes += size
    }
    const count = { bytes, at }
    this.#counts.set(door, count)
    return count
  }
}
