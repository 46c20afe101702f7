// Owners' sealed books, one each.

import type { Kysely } from 'kysely'
import type { Hash } from '#protocol/units.ts'
import type { OwnersBookShelf } from '../port.ts'
import type { Tables } from './schema.ts'
import type { Write } from './turns.ts'

export const ownersBookShelf = (db: Kysely<Tables>, write: Write): OwnersBookShelf => ({
  get: async (owner) => {
    const row = await db.selectFrom('owners_books').selectAll().where('owner', '=', owner).executeTakeFirst()
    return row && { sealed: new Uint8Array(Buffer.from(row.sealed, 'base64url')), hash: row.hash as Hash }
  },
  put: (owner, book, replaces) => {
    const row = { sealed: Buffer.from(book.sealed).toString('base64url'), hash: book.hash }
    return write(async (turn) => {
      if (replaces !== undefined) {
        const there = turn.updateTable('owners_books').set(row).where('owner', '=', owner).where('hash', '=', replaces)
        return (await there.executeTakeFirst()).numUpdatedRows > 0n
      }
      const fresh = turn.insertInto('owners_books').values({ owner, ...row })
      const made = await fresh.onConflict((met) => met.column('owner').doNothing()).executeTakeFirst()
      return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
    })
  },
  remove: (owner) =>
    write(async (turn) => {
      await turn.deleteFrom('owners_books').where('owner', '=', owner).execute()
    }),
})
