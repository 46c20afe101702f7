// Who read which clip and when: written down before the first byte is given, once for a clip, a reader and an hour.

import * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import { hashText } from '#protocol/hash.ts'
import { ClipIdSchema, EpochMsSchema } from '#protocol/ids.ts'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import { Recent } from '../recent.ts'
import type { Store } from '../store/port.ts'
import { several } from '../store/several.ts'
import { type ClipPlace, readsPrefix } from './layout.ts'

const HOUR = 3_600_000
const KEPT_DAYS = 400
const KNOWN = 10_000

const ReadSchema = z.strictObject({
  clip: ClipIdSchema,
  /** The owner's thumbprint, or the id of a share. */
  who: z.string().max(64),
  by: z.enum(['owner', 'share']),
  at: EpochMsSchema,
})
export type Read = z.infer<typeof ReadSchema>

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

export class Reads {
  readonly #store: Store
  readonly #known = new Recent<true>(KNOWN)

  constructor(store: Store) {
    this.#store = store
  }

  async note({ door, clip }: ClipPlace, { who, by }: Pick<Read, 'who' | 'by'>, at: EpochMs): Promise<void> {
    const name = `${door}/${clip}/${who}/${Math.floor(at / HOUR)}`
    if (this.#known.get(name) !== undefined) return
    const read: Read = { clip, who, by, at }
    const key = `${readsPrefix(door)}${dayOf(at)}/${(await hashText(name)).slice(0, 22)}`
    await this.#store.putIfAbsent(key, Buffer.from(JSON.stringify(read)))
    this.#known.set(name, true)
  }

  /** The latest first, at most so many. */
  async latest(door: DoorId, most: number): Promise<Read[]> {
    const found: Read[] = []
    for (const day of (await this.#days(door)).reverse()) {
      const keys: string[] = []
      for await (const { key } of this.#store.list(`${readsPrefix(door)}${day}/`)) keys.push(key)
      found.push(...(await several(keys, (key) => this.#read(key))).flat().sort((a, b) => b.at - a.at))
      if (found.length >= most) break
    }
    return found.slice(0, most)
  }

  /** Forgets what is older than an owner would ask for. */
  async clear(door: DoorId, now: EpochMs): Promise<void> {
    const oldest = dayOf(now - KEPT_DAYS * 24 * HOUR)
    for (const day of await this.#days(door)) {
      if (day >= oldest) return
      for await (const { key } of this.#store.list(`${readsPrefix(door)}${day}/`)) await this.#store.remove(key)
    }
  }

  async #days(door: DoorId): Promise<string[]> {
    const days: string[] = []
    for await (const day of this.#store.names(readsPrefix(door))) days.push(day)
    return days
  }

  async #read(key: string): Promise<Read[]> {
    const text = (await this.#store.get(key))?.bytes.toString('utf8') ?? ''
    const read = ReadSchema.safeParse(parseJson(text))
    return read.success ? [read.data] : []
  }
}
