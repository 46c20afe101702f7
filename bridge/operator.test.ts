import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { type Config, readConfig } from './config/config.ts'
import { forgetDoor, knownDoors } from './operator.ts'
import { NOON, someDoor, someOwnership } from './store/sample.fixture.ts'
import { openSqliteStore } from './store/sql/store.ts'

const test = suite<{ folder: string; config: Config }>('what an operator does to a bridge that is stopped')

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-operator-'))
  context.config = readConfig(`data = "${context.folder}"`, 'bridge.toml')
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof HausrechtError ? error.code : String(error)),
  )

test('makes no store where there is none', async ({ folder, config }) => {
  assert.is(await faultOf(knownDoors(config)), 'store_missing')
  assert.not(existsSync(join(folder, 'bridge.sqlite')))
})

test('lists doors and forgets the one that is named, under no running bridge', async ({ folder, config }) => {
  const [gone, other, ownership] = [someDoor(), someDoor(), someOwnership()]
  const store = await openSqliteStore(join(folder, 'bridge.sqlite'))
  for (const door of [gone, other]) await store.doors.own(door, ownership, NOON)
  assert.is(await faultOf(forgetDoor(config, gone)), 'store_locked')
  await store.close()
  const at = new Date(NOON).toISOString()
  const known = [gone, other].sort().map((door) => ({ door, owner: ownership.owner, firstSeen: at, lastSeen: at }))
  assert.equal(await knownDoors(config), known)
  assert.equal(await forgetDoor(config, gone), { book: false })
  assert.is(await faultOf(forgetDoor(config, gone)), 'door_unknown')
  assert.equal(
    (await knownDoors(config)).map(({ door }) => door),
    [other],
  )
})

test.run()
