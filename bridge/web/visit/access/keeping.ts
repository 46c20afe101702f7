// What this browser was given: the chain and the key it belongs to, so that the page works again after a reload. The
// key is kept as a key that cannot be exported; nothing of it is ever sent anywhere.

import { HausrechtError } from '#protocol/fault.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { Label } from '#protocol/link.ts'
import type { PageKey } from '../tokens/key.ts'

export interface Kept {
  /** The grant that the link was made with: the same link finds it again. */
  readonly id: string
  readonly key: PageKey
  readonly chain: readonly string[]
  readonly bridge: PublicJwk
  readonly door: PublicJwk
  readonly label: Label
  /** When it was taken in, by this browser's clock. */
  readonly at: number
  /** Was it shown to the bridge yet? Then it belongs to this key, and the page connects by itself. */
  readonly used: boolean
}

/** `memory`: this browser keeps nothing, in a private window for instance. */
export interface Keeping {
  readonly how: 'kept' | 'memory'
  /** Newest first. */
  all(): Promise<readonly Kept[]>
  keep(one: Kept): Promise<void>
  drop(id: string): Promise<void>
}

const NAME = 'hausrecht-visit'
const STORE = 'held'

const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () =>
      reject(new HausrechtError('kept_not', 'This browser keeps nothing.', { cause: request.error }))
  })

const opened = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
  return done(request)
}

const newestFirst = (kept: readonly Kept[]): Kept[] => [...kept].sort((a, b) => b.at - a.at)

export const inMemory = (): Keeping => {
  const kept = new Map<string, Kept>()
  return {
    how: 'memory',
    all: async () => newestFirst([...kept.values()]),
    keep: async (one) => {
      kept.set(one.id, one)
    },
    drop: async (id) => {
      kept.delete(id)
    },
  }
}

/** @param probe a key to try with: some private windows open a database and refuse keys */
export const openKeeping = async (probe: PageKey): Promise<Keeping> => {
  try {
    const database = await opened()
    const store = (mode: IDBTransactionMode): IDBObjectStore => database.transaction(STORE, mode).objectStore(STORE)
    await done(store('readwrite').put({ id: 'probe', key: probe }))
    await done(store('readwrite').delete('probe'))
    return {
      how: 'kept',
      all: async () => newestFirst((await done(store('readonly').getAll())) as Kept[]),
      keep: async (one) => {
        await done(store('readwrite').put(one))
      },
      drop: async (id) => {
        await done(store('readwrite').delete(id))
      },
    }
  } catch {
    return inMemory()
  }
}
