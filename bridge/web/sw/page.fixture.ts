// What a page of the app leaves behind for the worker, as its test does it.

import type { Thumbprint } from '#protocol/units.ts'
import { closeBook } from '../core/book/envelope.ts'
import { EMPTY_BOOK } from '../core/book.ts'
import { openDatabase, put } from '../core/database.ts'
import { makeKey } from '../core/keys/make.ts'
import { keepKey, ownerKey } from '../core/keys/store.ts'
import type { Language } from '../core/words.ts'
import { keepLanguage } from './language.ts'

export const leave = async (
  seed: string,
  language: Language,
  person: { readonly id: Thumbprint; readonly name: string },
): Promise<void> => {
  const database = await openDatabase()
  const key = await makeKey(seed)
  await keepKey(database, key)
  await keepLanguage(database, language)
  const people = [{ at: Date.now() as never, role: 'courier' as const, ...person }]
  await put(database, 'kept', 'book', await closeBook(ownerKey(key), { ...EMPTY_BOOK, people }))
  database.close()
}

export type Fixture = { leave: typeof leave }
