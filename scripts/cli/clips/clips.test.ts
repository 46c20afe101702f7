// Clips by the command line against a real clip service: watched, shared, held, deleted (attack 30).

import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshRequestId } from '#protocol/ids.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { epochMs } from '#protocol/units.ts'
import { type ClipHouse, openClipHouse } from './clips.fixture.ts'

const test = suite<{ house: ClipHouse }>('clips at the desk')

// One for all: each test looks at what it brought itself.
test.before(async (context) => {
  context.house = await openClipHouse()
})
test.after(({ house }) => house.close())

const filmOf = ({ plain }: { readonly plain: readonly Uint8Array[] }): Buffer => Buffer.concat(plain)

test('lists, plays and forgets nothing of what was recorded', async ({ house }) => {
  const { call, url, folder } = house
  const before = await house.bring({ at: epochMs(Date.now() - 60_000) })
  const made = await house.bring()
  const listed = await call('clips', 'list', '--cloud', url)
  assert.is(listed.exit, 0, listed.err)
  const rows = listed.out.split('\n')
  assert.match(rows[0] ?? '', made.clip)
  assert.match(rows[1] ?? '', before.clip)
  assert.is((await call('clips', 'list', '--json')).json['clips'], 2)
  const file = join(folder, 'film.mp4')
  const played = await call('clips', 'play', made.clip.slice(0, 6), '--to', file)
  assert.is(played.exit, 0, played.err)
  assert.match(played.out, 'Nothing is missing')
  assert.equal(await readFile(file), filmOf(made))
})

test('shows which clips are of one visit, and takes the visit for its first', async ({ house }) => {
  const { call, url, folder } = house
  const request = freshRequestId()
  const at = Date.now()
  const one = await house.bring({ request, at: epochMs(at) })
  const next = await house.bring({ request, at: epochMs(at + 1000), head: { follows: one.clip }, picture: 1016 })
  // The camera's process began anew.
  const last = await house.bring({ request, at: epochMs(at + 5000), picture: 0 })
  const rows = (await call('clips', 'list', '--cloud', url)).out.split('\n')
  for (const { clip } of [one, next, last]) {
    assert.match(rows.find((row) => row.startsWith(clip)) ?? '', `visit ${request.slice(0, 8)}`)
  }
  assert.match(rows.find((row) => row.startsWith(next.clip)) ?? '', `goes on from ${one.clip.slice(0, 6)}`)
  const file = join(folder, 'first.mp4')
  const played = await call('clips', 'play', request, '--to', file, '--json')
  assert.is(played.json['clip'], one.clip, played.out + played.err)
})

test('says which part the store spoilt, and plays the rest', async ({ house }) => {
  const { call, url, store, folder } = house
  const made = await house.bring()
  const [place = ''] = (await readdir(store, { recursive: true, withFileTypes: true }))
    .filter(({ name, parentPath }) => name.startsWith('000001') && parentPath.includes(made.clip))
    .map(({ name, parentPath }) => join(parentPath, name))
  const bytes = await readFile(place)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  await rm(place)
  await writeFile(place, bytes)
  const file = join(folder, 'rest.mp4')
  const played = await call('clips', 'play', made.clip, '--to', file, '--cloud', url)
  assert.is(played.exit, 3)
  assert.match(played.out, 'bytes of part 1 are not the signed ones')
  assert.is((await readFile(file)).length, filmOf(made).length - (made.plain[1]?.length ?? 0))
})

test('hands one clip to one other person and to nobody else', async ({ house }) => {
  const { call, url, folder } = house
  const made = await house.bring()
  const police = await freshPair()
  const [key, file, film] = [join(folder, 'police.key'), join(folder, 'for-police.age'), join(folder, 'seen.mp4')]
  await writeFile(key, `# theirs\n${police.identity}\n`)
  const shared = await call('clips', 'share', made.clip, '--with', police.recipient, '--out', file, '--cloud', url)
  assert.is(shared.exit, 0, shared.err)
  const theirs = call.with({ HAUSRECHT_HOME: join(folder, 'police') })
  const seen = await theirs('clips', 'open', file, '--identity', key, '--to', film)
  assert.is(seen.exit, 0, seen.err)
  assert.equal(await readFile(film), filmOf(made))
  assert.is((await call('clips', 'open', file, '--to', film, '--json')).json['fault'], 'share_not_yours')
  const used = (await call('clips', 'usage', '--json')).json['reads'] as { by: string }[]
  assert.ok(used.some(({ by }) => by === 'share'))
})

test('keeps a held clip, deletes another, and shows the record of it', async ({ house }) => {
  const { call, url } = house
  const [made, other] = [await house.bring(), await house.bring()]
  assert.is((await call('clips', 'hold', made.clip, '--cloud', url)).exit, 0)
  assert.is((await call('clips', 'delete', made.clip, '--json')).json['refused'], 'clip_held')
  assert.is((await call('clips', 'delete', other.clip.slice(0, 8))).exit, 2)
  assert.is((await call('clips', 'delete', other.clip)).exit, 0)
  assert.match((await call('clips', 'list', '--gone')).out, `${other.clip}  deleted`)
  const rows = async () => (await call('clips', 'list')).out.split('\n').filter((row) => row.startsWith(made.clip))
  assert.match((await rows())[0] ?? '', ', held')
  assert.is((await call('clips', 'lift', made.clip)).exit, 0)
  assert.not.match((await rows())[0] ?? '', ', held')
  assert.is((await call('clips', 'retain', '14')).exit, 0)
  assert.is((await call('clips', 'usage', '--json')).json['retention'], 14)
  assert.match((await call('clips', 'retain', '1')).out, 'kept for one day.')
  assert.match((await call('clips', 'retain', '30', '--lang', 'de')).out, 'bleiben 30 Tage')
})

test('does not talk to a service that has another key than before', async ({ house }) => {
  const { call, url, door } = house
  await house.bring()
  await call('clips', 'list', '--cloud', url)
  const path = join(call.home, 'clouds.json')
  const before = await readFile(path, 'utf8')
  const file = JSON.parse(before) as { services: { key: object }[] }
  for (const service of file.services) service.key = door.jwk
  await writeFile(path, JSON.stringify(file))
  assert.is((await call('clips', 'list', '--json')).json['fault'], 'cloud_key_changed')
  await writeFile(path, before)
  assert.is((await call('clips', 'list')).exit, 0)
})

test.run()
