// Opens the app: with the key that this browser keeps, or with one that it shall keep from now on.

import { HausrechtError } from '#protocol/fault.ts'
import { openDatabase } from './database.ts'
import { keepKey, readKey } from './keys/store.ts'
import { checkBrowser } from './keys/support.ts'
import type { Face, OwnerApp } from './owner-app.ts'
import { startApp } from './start.ts'

/** @returns undefined when this browser has no key yet @throws HausrechtError `offline`, `storage_closed`, `not_secure` */
export const openKept = async (face: Face): Promise<OwnerApp | undefined> => {
  const database = await openDatabase()
  const kept = await readKey(database)
  if (kept) return startApp(database, kept, face)
  database.close()
  await checkBrowser()
  return undefined
}

/**
 * Keeps this key in this browser and opens the app with it.
 * @param seed see protocol/recovery
 * @throws HausrechtError `key_there` when the browser has another one, `offline`, `storage_closed`, `browser_too_old`
 */
export const beginWith = async (seed: string, face: Face): Promise<OwnerApp> => {
  await checkBrowser()
  const { makeKey } = await import('./keys/make.ts')
  const [database, made] = [await openDatabase(), await makeKey(seed)]
  const kept = await readKey(database)
  if (kept && kept.thumbprint !== made.thumbprint) {
    database.close()
    throw new HausrechtError('key_there', 'This browser has another key already. Take that off first.')
  }
  // Before the key: a bridge that does not answer leaves nothing half done.
  const app = await startApp(database, made, face)
  if (!kept) await keepKey(database, made)
  // Browsers throw away what pages keep when room is short, unless they promised not to.
  await navigator.storage.persist().catch(() => false)
  return app
}
