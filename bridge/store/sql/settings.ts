// What the bridge remembers about itself.

import type { Kysely } from 'kysely'
import type { SettingBook } from '../port.ts'
import type { Tables } from './schema.ts'
import type { Write } from './turns.ts'

export const settingBook = (db: Kysely<Tables>, write: Write): SettingBook => ({
  get: async (name) =>
    (await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst())?.value,
  set: (name, value) =>
    write(async (turn) => {
      await turn
        .insertInto('settings')
        .values({ name, value })
        .onConflict((met) => met.column('name').doUpdateSet({ value }))
        .execute()
    }),
})
