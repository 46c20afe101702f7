// One-time ids: the first to spend one wins, for good.

import type { Kysely } from 'kysely'
import type { SpentBook } from '../port.ts'
import { changed, type Prepared, prepare } from './prepared.ts'
import type { Tables } from './schema.ts'
import type { Write } from './turns.ts'

interface Spending {
  readonly id: string
  readonly until: number
}

/** Changes nothing when the id is there already. */
export const spending = (db: Kysely<Tables>): Prepared<Spending, unknown> =>
  prepare((value) =>
    db
      .insertInto('spent')
      .values({ id: value('id'), until: value('until') })
      .onConflict((met) => met.column('id').doNothing()),
  )

export const spentBook = (db: Kysely<Tables>, write: Write): SpentBook => {
  const insert = spending(db)
  return {
    spend: (key, id, until) => write(async (turn) => changed(await insert(turn, { id: `${key}.${id}`, until }))),
  }
}
