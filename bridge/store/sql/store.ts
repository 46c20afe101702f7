// Opens the store: brings the tables up to date and puts the books together. kysely and the SQL driver stay in here.

import { Kysely, Migrator } from 'kysely'
import { HausrechtError } from '#protocol/fault.ts'
import type { StorePort } from '../port.ts'
import type { SqlDialect } from './dialect.ts'
import { doorBook } from './doors.ts'
import { journalBook } from './journals.ts'
import { migrations } from './migrations.ts'
import { ownersBookShelf } from './owners-books.ts'
import { requestBook } from './requests.ts'
import { revocationBook } from './revocations.ts'
import type { Tables } from './schema.ts'
import { settingBook } from './settings.ts'
import { spentBook } from './spent.ts'
import { sqlite } from './sqlite.ts'
import { subscriptionBook } from './subscriptions.ts'
import { sweep } from './sweep.ts'
import { makeTurns } from './turns.ts'
import { waitingPushBook } from './waiting-pushes.ts'

/**
 * The store of the embedded default: one SQLite file.
 * @throws HausrechtError `store_locked`, `store_damaged`, `store_newer`, `store_failed`
 */
export const openSqliteStore = (file: string): Promise<StorePort> => openSqlStore(sqlite(file))

/** A store on any SQL database that a dialect was written for. */
export const openSqlStore = async (dialect: SqlDialect): Promise<StorePort> => {
  const db = new Kysely<Tables>({ dialect: dialect.kysely })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy().catch(() => undefined)
    throw error
  }
  const turns = makeTurns(db)
  const doors = doorBook(db, turns.write)
  return {
    doors,
    revocations: revocationBook(db, turns.write),
    spent: spentBook(db, turns.write),
    requests: requestBook(db, turns.write, dialect),
    journals: journalBook(db, turns.write),
    settings: settingBook(db, turns.write),
    ownersBooks: ownersBookShelf(db, turns.write),
    subscriptions: subscriptionBook(db, turns.write),
    waitingPushes: waitingPushBook(db, turns.write),
    ping: async () => {
      await db.selectFrom('settings').select('name').limit(1).execute()
    },
    sweep: async (now) => {
      await doors.flush()
      return sweep(turns.write, now)
    },
    close: async () => {
      await doors.flush()
      await turns.close()
      await db.destroy()
    },
  }
}

const migrate = async (db: Kysely<Tables>): Promise<void> => {
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest()
  if (error === undefined) return
  // Kysely's own words for a step in the tables that the code does not know.
  if (error instanceof Error && error.message.includes('is missing'))
    throw new HausrechtError('store_newer', 'A newer bridge has used this store: start that one', { cause: error })
  if (error instanceof HausrechtError) throw error
  throw new HausrechtError('store_failed', 'The tables could not be brought up to date', { cause: error })
}
