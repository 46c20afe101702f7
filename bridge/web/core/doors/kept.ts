// The keys of the owner's doors as they were when the app was last open. The book, which says which doors there are, is
// sealed: with these the doors can be heard before it is open. Keys alone: names stay in the book.

import * as z from 'zod'
import { type PublicJwk, PublicJwkSchema } from '#protocol/keys.ts'
import { get, put } from '../database.ts'

const NAME = 'doors'
const KeysSchema = z.array(PublicJwkSchema).max(1000)

export const keptDoors = async (database: IDBDatabase): Promise<readonly PublicJwk[]> => {
  const read = KeysSchema.safeParse(await get(database, 'kept', NAME))
  return read.success ? read.data : []
}

export const keepDoors = (database: IDBDatabase, keys: readonly PublicJwk[]): Promise<void> =>
  put(database, 'kept', NAME, [...keys])
