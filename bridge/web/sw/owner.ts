// What the worker knows of the owner, all from this browser's own storage: the key that opens, names, the language.

import { base64url } from 'jose'
import { unseal } from '#protocol/seal/seal.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { openBook } from '../core/book/envelope.ts'
import { type BookContents, EMPTY_BOOK } from '../core/book.ts'
import { get, openDatabase } from '../core/database.ts'
import { type KeptKey, ownerKey, readKey } from '../core/keys/store.ts'
import type { Language } from '../core/words.ts'
import { readLanguage } from './language.ts'

export interface Owner {
  readonly self: Thumbprint | undefined
  readonly language: Language
  readonly book: BookContents
  /** A sealed picture, opened; undefined when it is not for this key, or damaged. */
  openPoster(poster: string): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** @param preferred what the browser speaks, when nothing was chosen */
export const readOwner = async (preferred: string): Promise<Owner> => {
  const database = await openDatabase()
  try {
    const key = await readKey(database)
    return {
      self: key?.thumbprint,
      language: await readLanguage(database, preferred),
      book: key ? await readBook(database, key) : EMPTY_BOOK,
      openPoster: async (poster) => (key ? openPoster(key, poster) : undefined),
    }
  } finally {
    database.close()
  }
}

const openPoster = async (key: KeptKey, poster: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  try {
    const opened = await unseal(base64url.decode(poster) as Uint8Array<ArrayBuffer>, key.opening)
    return opened.ok ? opened.bytes : undefined
  } catch {
    return undefined
  }
}

/** Names are a comfort: without them thumbprints do. */
const readBook = async (database: IDBDatabase, key: KeptKey): Promise<BookContents> => {
  const sealed = await get(database, 'kept', 'book')
  if (!(sealed instanceof Uint8Array)) return EMPTY_BOOK
  try {
    return (await openBook(ownerKey(key), sealed as Uint8Array<ArrayBuffer>)) ?? EMPTY_BOOK
  } catch {
    return EMPTY_BOOK
  }
}
