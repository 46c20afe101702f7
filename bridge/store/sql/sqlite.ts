// SQLite in one file: the only place that knows it. WAL with a sync at every commit, so that what is admitted
// survives a power cut; one process at a time, so that two bridges cannot spend the same id.

import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { HausrechtError } from '#protocol/fault.ts'
import type { SqlDialect } from './dialect.ts'

/** Statements stay prepared: the texts of this folder are few. */
const STATEMENTS_MOST = 200

const PAGE_BYTES = 8192
/** Pages in the log, 16 MB, before they are put in their place: a page that changes often is put there once. */
const CHECKPOINT_PAGES = 2000

/** @param file path of the database, made with its folder when missing; `:memory:` for a test */
export const sqlite = (file: string): SqlDialect => ({
  kysely: new SqliteDialect({ database: async () => remembering(open(file)) }),
  // One process holds the file and its transactions come one after another: nothing else can decide meanwhile.
  lock: async () => undefined,
})

const open = (file: string): Database.Database => {
  let database: Database.Database | undefined
  try {
    if (file !== ':memory:') make(file)
    database = new Database(file, { timeout: 1000 })
    // Ids are random, so each row of a commit lies in a page of its own: what costs is their number, not their size.
    database.pragma(`page_size = ${PAGE_BYTES}`)
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    return database
  } catch (error) {
    database?.close()
    throw asFault(error)
  }
}

/** The file belongs to the bridge alone; SQLite gives its side files the same mode. */
const make = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

const remembering = (database: Database.Database): SqliteDatabase => {
  const known = new Map<string, SqliteStatement>()
  return {
    close: () => {
      database.close()
    },
    prepare: (text) => {
      const found = known.get(text)
      if (found) return found
      const made = faulting(() => explaining(database.prepare<unknown[]>(text)))
      if (known.size < STATEMENTS_MOST) known.set(text, made)
      return made
    },
  }
}

const explaining = (statement: Database.Statement): SqliteStatement => ({
  reader: statement.reader,
  all: (values) => faulting(() => statement.all(values)),
  run: (values) => faulting(() => statement.run(values)),
  iterate: (values) => statement.iterate(values),
})

const faulting = <Result>(work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    throw asFault(error)
  }
}

const locked = ['store_locked', 'Another bridge uses this data folder: stop it, or name another one'] as const
const damaged = ['store_damaged', 'The store is damaged: put a backup in its place'] as const
const rights = ['store_failed', 'The store cannot be used: check the rights on the data folder'] as const
const full = ['store_full', 'The disk is full: nothing can be admitted until there is space'] as const
const other = ['store_failed', 'The store failed: the cause says how'] as const

const faults: Readonly<Record<string, readonly [code: string, message: string]>> = {
  SQLITE_BUSY: locked,
  SQLITE_NOTADB: damaged,
  SQLITE_CORRUPT: damaged,
  SQLITE_FULL: full,
  SQLITE_CANTOPEN: rights,
  SQLITE_READONLY: rights,
  EACCES: rights,
  EPERM: rights,
  ENOSPC: full,
}

const asFault = (cause: unknown): HausrechtError => {
  const given = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const [code, message] = faults[given] ?? other
  return new HausrechtError(code, message, { cause })
}
