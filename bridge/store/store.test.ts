import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { type StoreUnderTest, storeContract } from './contract.fixture.ts'
import { NOON, someAdmission, someThumbprint } from './sample.fixture.ts'
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
