// That nothing here is for SQLite alone. There is no PostgreSQL driver among the dependencies yet; so the statements
// are written as Kysely writes them for PostgreSQL, and a real one, when PGHOST names it, is asked whether it takes them.

import { execFileSync } from 'node:child_process'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { minutes } from '#protocol/units.ts'
import {
  LONG_AFTER,
  NOON,
  NOTHING,
  someAdmission,
  someBook,
  someDoor,
  someLines,
  someOwnership,
  someRequest,
  someThumbprint,
} from '../sample.fixture.ts'
import type { SqlDialect } from './dialect.ts'
import { migrations } from './migrations.ts'
import { openSqlStore } from './store.ts'

/** A door of somebody else's, so that every branch is walked. */
const row = { door: 'd', token: 't', door_key: '{}', owner: 'o', owner_key: '{}', head_n: null }

/** Writes for PostgreSQL, answers with a door or nothing, and remembers each statement. */
const recording = (statements: Set<string>): SqlDialect => ({
  kysely: {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createDriver: () => {
      const driver = new DummyDriver()
      driver.acquireConnection = async () => ({
        executeQuery: async ({ sql }) => {
          statements.add(sql)
          return { rows: (/from "doors"/.test(sql) ? [row] : []) as never[], numAffectedRows: 1n }
        },
        streamQuery: async function* () {},
      })
      return driver
    },
  },
  lock: async () => undefined,
})

/** Walks through every book, so that each statement is written once. */
const statementsForPostgres = async (): Promise<{ tables: string[]; others: string[] }> => {
  const statements = new Set<string>()
  const { kysely } = recording(statements)
  const db = new Kysely<unknown>({ dialect: kysely })
  for (const step of Object.values(await migrations.getMigrations())) await step.up(db)
  const tables = [...statements]
  statements.clear()
  const store = await openSqlStore(recording(statements))
  statements.clear()
  const door = someDoor()
  const binds = [{ link: 'l', to: 't', exp: LONG_AFTER }] as never
  const spends = [{ grant: 'g', exp: LONG_AFTER, most: 1 }] as never
  await store.doors.all()
  await store.doors.own(door, someOwnership(), NOON)
  await store.doors.sawEpoch(door, 1)
  await store.doors.seen(door, NOON)
  await store.revocations.get(door)
  await store.revocations.all()
  await store.revocations.replace({ door, token: 'list', epoch: 1 })
  await store.requests.admit(someAdmission({ spends, binds }))
  await store.requests.answer(door, someRequest(), 'refused', NOON)
  await store.requests.standing(door, someRequest(), ['g'] as never, NOON)
  await store.requests.outstanding()
  await store.requests.outstanding(door)
  const fold = { ...NOTHING, uses: [{ request: someRequest(), grant: 'g' as never, exp: LONG_AFTER }], remoteOff: true }
  const [line] = await someLines(0, 1)
  assert.ok(line)
  await store.journals.head(door)
  await store.journals.keep(door, undefined, [line], fold)
  await store.journals.keep(door, line, [line], fold)
  await store.journals.read(door, 0, 10, 1000)
  await store.journals.find({ door, kind: 'gap', n: 1, hash: undefined, at: NOON, line: undefined })
  await store.journals.last(door, 'boot')
  await store.journals.findings(door)
  await store.spent.spend(someThumbprint(), 'id', NOON)
  await store.requests.bind(door, { link: 'l', to: someThumbprint(), exp: LONG_AFTER } as never)
  await store.settings.get('a')
  await store.settings.set('a', 'b')
  const owner = someThumbprint()
  const target = { endpoint: 'https://push.example/one', p256dh: 'p', auth: 'a' }
  await store.subscriptions.put({ owner, target, wishes: { kinds: [] }, at: NOON }, 2)
  await store.subscriptions.of(owner)
  await store.subscriptions.remove(owner, target.endpoint)
  const message = { v: 1, kind: 'alarm', alarm: 'jammed', door, at: NOON } as const
  await store.waitingPushes.put([
    { id: 'i', owner, endpoint: target.endpoint, topic: 't', message, at: NOON, until: NOON },
  ])
  await store.waitingPushes.all()
  await store.waitingPushes.remove('i')
  await store.ownersBooks.put(owner, someBook(1), undefined)
  await store.ownersBooks.get(owner)
  await store.doors.forget(door)
  await store.sweep((NOON + minutes(1)) as typeof NOON)
  await store.close()
  return { tables, others: [...statements] }
}

const test = suite('store on PostgreSQL')

test('writes statements for PostgreSQL without a word of SQLite', async () => {
  const { tables, others } = await statementsForPostgres()
  assert.ok(tables.length >= 11 && others.length >= 25, `${tables.length} and ${others.length} statements`)
  for (const statement of [...tables, ...others]) {
    assert.not.match(statement, /pragma|autoincrement|without rowid|insert or |ifnull|rowid/i)
  }
})

const host = process.env['PGHOST']
if (host === undefined) test.skip('needs PGHOST: a PostgreSQL takes every statement', () => undefined)
else
  test('a PostgreSQL takes every statement', async () => {
    const { tables, others } = await statementsForPostgres()
    const prepared = others.map((statement, at) => `prepare s${at} as ${statement};`)
    const names = ['begin;', 'create schema hausrecht_try;', 'set local search_path = hausrecht_try;']
    const input = [...names, ...tables.map((statement) => `${statement};`), ...prepared, 'rollback;'].join('\n')
    execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', process.env['PGDATABASE'] ?? 'postgres'], {
      input,
      timeout: 20_000,
    })
  })

test.run()
