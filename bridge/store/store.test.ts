import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { type StoreUnderTest, storeContract } from './contract.fixture.ts'
import { NOON, someAdmission, someDoor, someThumbprint } from './sample.fixture.ts'
import { openSqliteStore } from './sql/store.ts'

const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'hausrecht-store-'))

const openOnDisk = async (): Promise<StoreUnderTest> => {
  const folder = freshFolder()
  const file = join(folder, 'data', 'bridge.db')
  let store = await openSqliteStore(file)
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openSqliteStore(file)
      return store
    },
    drop: async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

storeContract('SQLite in a file', openOnDisk)

const faultOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    assert.instance(error, HausrechtError)
    return (error as HausrechtError).code
  }
  return 'no fault'
}

const test = suite<{ folder: string; file: string }>('store on disk')
test.before.each((context) => {
  context.folder = freshFolder()
  context.file = join(context.folder, 'bridge.db')
})
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true })
})

test('gives its file to the bridge alone', async ({ file }) => {
  const store = await openSqliteStore(file)
  await store.settings.set('a', 'b')
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.is(statSync(`${file}-wal`).mode & 0o777, 0o600)
  await store.close()
})

test('refuses a second bridge on the same file, and lets it in afterwards', async ({ file }) => {
  const store = await openSqliteStore(file)
  assert.is(await faultOf(openSqliteStore(file)), 'store_locked')
  await store.close()
  const second = await openSqliteStore(file)
  await second.close()
})

test('says that a file is damaged instead of starting anew', async ({ file }) => {
  writeFileSync(file, 'not a database at all, but long enough to look like one. '.repeat(100))
  assert.is(await faultOf(openSqliteStore(file)), 'store_damaged')
})

test('refuses writes once it is closed', async ({ file }) => {
  const store = await openSqliteStore(file)
  await store.close()
  assert.is(await faultOf(store.settings.set('a', 'b')), 'store_closed')
})

test('names push messages that it cannot read instead of refusing to give any', async ({ file }) => {
  const store = await openSqliteStore(file)
  const message = { v: 1, kind: 'alarm', alarm: 'jammed', door: someDoor(), at: NOON } as const
  const one = { owner: someThumbprint(), endpoint: 'https://push.example/one', message, at: NOON, until: NOON }
  await store.waitingPushes.put(['good', 'cut', 'newer'].map((id) => ({ ...one, id, topic: id })))
  await store.close()
  const database = new Database(file)
  const change = database.prepare('update waiting_pushes set message = ? where id = ?')
  change.run('{"v":1,"kind":"al', 'cut')
  change.run(JSON.stringify({ ...message, v: 2 }), 'newer')
  database.close()
  const again = await openSqliteStore(file)
  const { whole, unreadable } = await again.waitingPushes.all()
  assert.equal([whole.map(({ id }) => id), [...unreadable].sort()], [['good'], ['cut', 'newer']])
  await again.close()
})

test('lets one failing write fail alone', async ({ file }) => {
  const store = await openSqliteStore(file)
  const bad = someAdmission({ at: undefined as never })
  const good = someAdmission()
  const results = await Promise.allSettled([
    store.requests.admit(good),
    store.requests.admit(bad),
    store.spent.spend(someThumbprint(), 'id', NOON),
  ])
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.is((await store.requests.outstanding()).length, 1)
  await store.close()
})

test.run()
