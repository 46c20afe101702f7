// The owners' latest revocation lists: each door's epoch only grows.

import type { Kysely } from 'kysely'
import type { DoorId } from '#protocol/units.ts'
import type { RevocationBook, RevocationRecord } from '../port.ts'
import type { Tables } from './schema.ts'
import type { Write } from './turns.ts'

export const revocationBook = (db: Kysely<Tables>, write: Write): RevocationBook => ({
  get: async (door) => {
    const row = await db.selectFrom('revocations').selectAll().where('door', '=', door).executeTakeFirst()
    return row && { ...row, door }
  },
  all: async () => {
    const rows = await db.selectFrom('revocations').selectAll().orderBy('door').execute()
    return rows.map((row): RevocationRecord => ({ ...row, door: row.door as DoorId }))
  },
  replace: ({ door, token, epoch }) =>
    write(async (turn) => {
      const known = await turn.selectFrom('doors').select('door').where('door', '=', door).executeTakeFirst()
      if (known === undefined) return false
      const kept = await turn
        .insertInto('revocations')
        .values({ door, token, epoch })
        .onConflict((met) => met.column('door').doUpdateSet({ token, epoch }).where('revocations.epoch', '<', epoch))
        .executeTakeFirst()
      return (kept.numInsertedOrUpdatedRows ?? 0n) > 0n
    }),
})
