// The language that the worker speaks: it sees nothing of a page's choices, so the page puts it where both can read.

import { get, put } from '../core/database.ts'
import type { Language } from '../core/words.ts'

const NAME = 'language'

export const readLanguage = async (database: IDBDatabase, preferred: string): Promise<Language> => {
  const kept = await get(database, 'kept', NAME)
  if (kept === 'en' || kept === 'de') return kept
  return preferred.toLowerCase().startsWith('de') ? 'de' : 'en'
}

export const keepLanguage = (database: IDBDatabase, language: Language): Promise<void> =>
  put(database, 'kept', NAME, language)
