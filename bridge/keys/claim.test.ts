import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { someThumbprint } from '../store/sample.fixture.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { claimStore } from './claim.ts'

const test = suite('store of a bridge')

test('belongs to the key that had it first', async () => {
  const store = await openSqliteStore(':memory:')
  const [bridge, other] = [someThumbprint(), someThumbprint()]
  await claimStore(store.settings, bridge)
  await claimStore(store.settings, bridge)
  const fault = await claimStore(store.settings, other).catch((error: unknown) => error)
  assert.is((fault as { code?: string }).code, 'store_of_another')
  await claimStore(store.settings, bridge)
  await store.close()
})

test.run()
