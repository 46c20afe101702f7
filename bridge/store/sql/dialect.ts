// What differs from one SQL store to another; everything else in this folder is written for any of them.
// sqlite.ts is one. For PostgreSQL: Kysely's PostgresDialect over a pool whose parser reads int8 as a number,
// and `lock` as `select 1 from doors where door = … for update`.

import type { Dialect, Transaction } from 'kysely'
import type { Tables } from './schema.ts'

export interface SqlDialect {
  /** Its errors are HausrechtErrors that say what to do. */
  readonly kysely: Dialect
  /** Keeps other bridges from deciding about this door until the transaction ends. */
  lock(turn: Transaction<Tables>, door: string): Promise<void>
}
