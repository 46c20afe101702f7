// What this browser keeps, in IndexedDB: the key's halves, a few records, and journals. Also opened by the service
// worker. Erased as a whole when the owner takes the app off this browser.

import { HausrechtError } from '#protocol/fault.ts'

export const DATABASE = 'hausrecht'
const VERSION = 1

/** `keys`: the owner's, under `owner`. `kept`: records by name. `journals`: lines by door and number. */
export const STORES = ['keys', 'kept', 'journals'] as const
export type StoreName = (typeof STORES)[number]

export const storageFailed = (cause: unknown): HausrechtError =>
  new HausrechtError('storage_closed', 'This browser lets the page store nothing.', { cause })

export const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storageFailed(request.error))
  })

/** @throws HausrechtError `storage_closed` */
export const openDatabase = async (): Promise<IDBDatabase> => {
  try {
    const request = indexedDB.open(DATABASE, VERSION)
    request.onupgradeneeded = () => {
      const database = request.result
      database.createObjectStore('keys')
      database.createObjectStore('kept')
      database.createObjectStore('journals', { keyPath: ['door', 'n'] })
    }
    const database = await done(request)
    // Another tab takes the app off this browser: nothing may hold it back.
    database.onversionchange = () => database.close()
    return database
  } catch (error) {
    throw error instanceof HausrechtError ? error : storageFailed(error)
  }
}

export const get = (database: IDBDatabase, store: StoreName, key: string): Promise<unknown> =>
  done<unknown>(database.transaction(store).objectStore(store).get(key))

/** Resolves when it is on disk, as far as a browser says so. */
export const put = (database: IDBDatabase, store: StoreName, key: string, value: unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    const change = database.transaction(store, 'readwrite')
    change.objectStore(store).put(value, key)
    change.oncomplete = () => resolve()
    change.onabort = () => reject(storageFailed(change.error))
  })

export const eraseDatabase = async (): Promise<void> => {
  await done(indexedDB.deleteDatabase(DATABASE))
}
