// Moving house: from service to service, and from store to store, with both sides proven equal.

import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openFolderStore } from '#cloud/store/folder/folder.ts'
import { type ClipHouse, openClipHouse } from './clips.fixture.ts'

const test = suite<{ house: ClipHouse; held: string }>('clips on the move')

test.before(async (context) => {
  context.house = await openClipHouse()
  const made = await context.house.bring()
  context.held = made.clip
  await context.house.bring()
  await context.house.call('clips', 'hold', made.clip, '--cloud', context.house.url)
})
test.after(({ house }) => house.close())

test('moves every clip to another service, proves both sides equal, and goes on where it was', async (context) => {
  const { house, held } = context
  const { call, url } = house
  const there = await house.more('second')
  const moved = await call('clips', 'move', '--to', there.url, '--json')
  assert.is(moved.exit, 0, moved.out + moved.err)
  assert.is(moved.json['clips'], 2)
  assert.match((await call('clips', 'list')).out, ', held')
  const again = await call('clips', 'move', '--cloud', url, '--to', there.url, '--json')
  assert.is(again.json['sent'], 0)
  assert.is((await call('clips', 'play', held, '--to', join(house.folder, 'm.mp4'))).exit, 0)
})

test('copies a store without any service, and a service goes on from the copy', async ({ house }) => {
  const { call, store, folder, url } = house
  const to = join(folder, 'third')
  const copy = () => call('clips', 'move', '--from', store, '--to', to, '--json')
  const copied = await copy()
  assert.is(copied.exit, 0, copied.err)
  assert.is(copied.json['sent'], copied.json['objects'])
  assert.match(String(copied.json['digest']), /^[0-9a-f]{64}$/)
  const again = await copy()
  assert.equal([again.json['sent'], again.json['digest']], [0, copied.json['digest']])
  const third = await house.more('third')
  const listed = await call('clips', 'list', '--cloud', third.url, '--json')
  assert.is(listed.json['clips'], (await call('clips', 'list', '--cloud', url, '--json')).json['clips'])
})

test('says what the other side has more, and what it has otherwise', async ({ house }) => {
  const { call, store, folder, door } = house
  const to = join(folder, 'fourth')
  const target = await openFolderStore(to, Date.now())
  const key = `doors/${door.thumbprint}/stranger`
  await target.putIfAbsent(key, Buffer.from('of somebody else'))
  const copied = await call('clips', 'move', '--from', store, '--to', to)
  assert.is(copied.exit, 0, copied.err)
  assert.match(copied.out, `is one object more, such as ${key}`)
  await target.close()
  // The same object, other bytes: nothing is written over, and nothing is called equal.
  const ownership = join(to, 'doors', door.thumbprint, 'ownership')
  await rm(ownership)
  await writeFile(ownership, 'x')
  const differs = await call('clips', 'move', '--from', store, '--to', to, '--json')
  assert.equal([differs.exit, differs.json['fault']], [3, 'copy_differs'])
  assert.is(await readFile(ownership, 'utf8'), 'x')
})

test('tells stores from services, and takes no key of a bucket that others may read', async ({ house }) => {
  const { call, store, folder, url } = house
  const faultOf = async (...argv: string[]) => {
    const { json } = await call('clips', 'move', ...argv, '--json')
    return json['fault'] ?? json['usage']
  }
  assert.is(await faultOf('--to', join(folder, 'no')), 'move_to_store')
  assert.is(await faultOf('--from', store, '--to', url), 'move_store_url')
  assert.is(await faultOf('--from', url, '--to', store), 'move_store_url')
  assert.is(await faultOf('--from', store, '--to', store), 'move_same')
  const bucket = join(folder, 'bucket.toml')
  const lines = [
    'endpoint = "http://127.0.0.1:9"',
    'bucket = "clips"',
    'accessKeyFile = "id"',
    'secretKeyFile = "secret"',
  ]
  await writeFile(bucket, [...lines, 'secretKey = "typed"'].join('\n'))
  assert.is(await faultOf('--from', store, '--to', `s3:${bucket}`), 'settings_wrong')
  await writeFile(bucket, lines.join('\n'))
  await writeFile(join(folder, 'id'), 'me', { mode: 0o600 })
  await writeFile(join(folder, 'secret'), 'hush', { mode: 0o644 })
  assert.is(await faultOf('--from', store, '--to', `s3:${bucket}`), 'secret_exposed')
})

test.run()
