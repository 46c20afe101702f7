// Checked lines of journals on this browser's disk, by door and number: so that a page that opens again reads only
// what is new.

import type { Entry } from '#protocol/entry.ts'
import { peekClaims } from '#protocol/token.ts'
import type { DoorId, Hash } from '#protocol/units.ts'
import { storageFailed } from '../database.ts'
import type { HeldLine } from './lines.ts'

interface Row {
  readonly door: DoorId
  readonly n: number
  readonly line: string
  readonly hash: Hash
}

export interface Shelf {
  /** The newest that are held without a gap, the oldest first. */
  newest(most: number): Promise<readonly HeldLine[]>
  /** Those right before this number. */
  before(n: number, most: number): Promise<readonly HeldLine[]>
  add(lines: readonly HeldLine[]): Promise<void>
  /** Drops all of them: they do not fit the door's own word any more. */
  clear(): Promise<void>
}

/** They were checked before they were put there. */
const heldOf = ({ line, hash }: Row): HeldLine => ({ entry: peekClaims(line) as Entry, line, hash })

export const createShelf = (database: IDBDatabase, door: DoorId): Shelf => {
  const store = (mode: IDBTransactionMode) => database.transaction('journals', mode).objectStore('journals')

  /** Downwards from there, as long as the numbers follow. */
  const down = (below: number, most: number): Promise<readonly HeldLine[]> =>
    new Promise((resolve, reject) => {
      const found: HeldLine[] = []
      const range = IDBKeyRange.bound([door, -1], [door, below], false, true)
      const request = store('readonly').openCursor(range, 'prev')
      request.onerror = () => reject(storageFailed(request.error))
      request.onsuccess = () => {
        const cursor = request.result
        const row = cursor?.value as Row | undefined
        const follows = found.length === 0 || row?.n === (found.at(-1)?.entry.n ?? 0) - 1
        if (!cursor || !row || !follows || found.length >= most) {
          resolve(found.reverse())
          return
        }
        found.push(heldOf(row))
        cursor.continue()
      }
    })

  const change = (act: (rows: IDBObjectStore) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const rows = store('readwrite')
      act(rows)
      rows.transaction.oncomplete = () => resolve()
      rows.transaction.onabort = () => reject(storageFailed(rows.transaction.error))
    })

  return {
    newest: (most) => down(Number.MAX_SAFE_INTEGER, most),
    before: async (n, most) => {
      const found = await down(n, most)
      return found.at(-1)?.entry.n === n - 1 ? found : []
    },
    add: (lines) =>
      change((rows) => {
        for (const { entry, line, hash } of lines) rows.put({ door, n: entry.n, line, hash } satisfies Row)
      }),
    clear: () =>
      change((rows) => {
        rows.delete(IDBKeyRange.bound([door, -1], [door, Number.MAX_SAFE_INTEGER]))
      }),
  }
}
