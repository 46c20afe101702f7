// Clips by the command line against a real clip service: watched, exported, checked, tampered with (attacks 16, 30).

import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { epochMs, epochSeconds } from '#protocol/units.ts'
import { createGrants } from '../home/grants.ts'
import { type ClipHouse, openClipHouse } from './clips.fixture.ts'

const test = suite<{ house: ClipHouse }>('clips at the desk')

test.before.each(async (context) => {
  context.house = await openClipHouse()
})
test.after.each(({ house }) => house.close())

const filmOf = ({ plain }: { readonly plain: readonly Uint8Array[] }): Buffer => Buffer.concat(plain)

const journalFile = async ({ folder, journal }: ClipHouse): Promise<string> => {
  const path = join(folder, 'journal.jsonl')
  await writeFile(path, journal.lines.map((line) => `${line}\n`).join(''))
  return path
}

/** A visit with a grant of the carrier's, exported with everything. */
const exported = async (house: ClipHouse) => {
  const grant = freshGrantId()
  const { owner, carrier, door, call, url } = house
  const claims = {
    v: 1,
    jti: grant,
    iss: owner.thumbprint,
    aud: door.thumbprint as never,
    cnf: { jkt: carrier.thumbprint },
  } as const
  const window = {
    act: ['unlock' as const],
    nbf: epochSeconds(0),
    exp: epochSeconds(4_000_000_000),
    rec: true,
    dlg: 1,
    epoch: 0,
  }
  await createGrants(join(call.home, 'grants.json')).add({
    door: 'front',
    name: 'parcels',
    claims: { ...claims, ...window, job: 'DHL 4711' },
  })
  const made = await house.bring({ head: { grant }, request: freshRequestId() })
  const journal = await journalFile(house)
  const to = join(house.folder, 'evidence')
  const out = await call(
    'clips',
    'export',
    'last',
    '--to',
    to,
    '--sealed',
    '--journal',
    journal,
    '--cloud',
    url,
    '--json',
  )
  assert.is(out.exit, 0, out.out + out.err)
  return { made, to, journal }
}

test('lists, plays and forgets nothing of what was recorded', async ({ house }) => {
  const { call, url, folder } = house
  await house.bring({ at: epochMs(Date.now() - 60_000) })
  const made = await house.bring()
  const listed = await call('clips', 'list', '--cloud', url)
  assert.is(listed.exit, 0, listed.err)
  assert.match(listed.out.split('\n')[0] ?? '', made.clip)
  assert.is((await call('clips', 'list', '--json')).json['clips'], 2)
  const file = join(folder, 'film.mp4')
  const played = await call('clips', 'play', made.clip.slice(0, 6), '--to', file)
  assert.is(played.exit, 0, played.err)
  assert.match(played.out, 'Nothing is missing')
  assert.equal(await readFile(file), filmOf(made))
})

test('exports a film that players play and evidence that anybody can check', async ({ house }) => {
  const { made, to } = await exported(house)
  assert.equal(await readFile(join(to, 'film.mp4')), filmOf(made))
  const probe = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=codec_name',
    '-of',
    'csv=p=0',
    join(to, 'film.mp4'),
  ])
  assert.match(String(probe), 'h264')
  const plain = execFileSync('age', ['-d', '-i', join(to, 'clip/clip.key'), join(to, 'clip/000000.age')])
  assert.equal(plain, Buffer.from(made.plain[0] ?? []))
  const verified = await house.call.with({ HAUSRECHT_HOME: join(house.folder, 'elsewhere') })('verify', to)
  assert.is(verified.exit, 0, verified.out + verified.err)
  for (const said of [
    'carrier',
    'parcels',
    'DHL 4711',
    'measured home',
    'exactly what the door sealed',
    'nothing is missing',
  ]) {
    assert.match(verified.out, said)
  }
  assert.match((await house.call('verify', to, '--lang', 'de')).out, 'Ihre Tür „front“')
})

const tampered: readonly (readonly [what: string, said: RegExp, change: (to: string) => Promise<void>])[] = [
  ['a film cut', /film\.mp4 is not what/, (to) => writeFile(join(to, 'film.mp4'), 'cut')],
  ['a sealed part taken away', /only the signed line is there/, (to) => rm(join(to, 'clip/000001.age'))],
  [
    'sealed parts swapped',
    /under the line of part 1 lie the bytes of part 2/,
    async (to) => {
      const [one, two] = [join(to, 'clip/000001.age'), join(to, 'clip/000002.age')]
      const bytes = await readFile(one)
      await writeFile(one, await readFile(two))
      await writeFile(two, bytes)
    },
  ],
  ['the last lines cut', /last 1 parts are not there/, (to) => dropLine(join(to, 'clip/lines.txt'), -1)],
  ['an entry of the journal cut out', /journal is damaged at line 3/, (to) => dropLine(join(to, 'journal.jsonl'), 2)],
  ['the head of nobody', /no signed head/, (to) => writeFile(join(to, 'clip/head.jwt'), 'x.y.z')],
]

const dropLine = async (path: string, at: number): Promise<void> => {
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  lines.splice(at, 1)
  await writeFile(path, `${lines.join('\n')}\n`)
}

test('names what was done to evidence', async ({ house }) => {
  const { to } = await exported(house)
  for (const [what, said, change] of tampered) {
    const copy = join(house.folder, what.replaceAll(' ', '-'))
    await mkdir(copy)
    execFileSync('cp', ['-r', `${to}/.`, copy])
    await change(copy)
    const verified = await house.call('verify', copy)
    assert.is(verified.exit, 3, what)
    assert.match(verified.out, said, what)
    assert.match(verified.out, /not as it was exported|MISSING: the file/, what)
  }
})

test('says which part the store spoilt, and plays the rest', async ({ house }) => {
  const { call, url, store, folder, door } = house
  const made = await house.bring()
  const part = join(store, 'clips', door.thumbprint, made.clip, 'parts/000001')
  const [place] = (await readdir(store, { recursive: true, withFileTypes: true }))
    .filter(({ name, parentPath }) => name.startsWith('000001') && parentPath.includes(made.clip))
    .map(({ name, parentPath }) => join(parentPath, name))
  const bytes = await readFile(place ?? part)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  await rm(place ?? part)
  await writeFile(place ?? part, bytes)
  const file = join(folder, 'rest.mp4')
  const played = await call('clips', 'play', 'last', '--to', file, '--cloud', url)
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
  const shared = await call('clips', 'share', 'last', '--with', police.recipient, '--out', file, '--cloud', url)
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
  assert.match((await call('clips', 'list')).out, 'held')
  assert.is((await call('clips', 'lift', made.clip)).exit, 0)
  assert.is((await call('clips', 'retain', '14')).exit, 0)
  assert.is((await call('clips', 'usage', '--json')).json['retention'], 14)
})

test('reports a visit: holds the clip, signs the note, tells the carrier and nobody else', async ({ house }) => {
  const { call, folder, url } = house
  const { made, journal } = await exported(house)
  const to = join(folder, 'case/evidence')
  const note = ['--note', 'The parcel was thrown', '--with-clip']
  const out = await call(
    'report',
    made.claims.request ?? '',
    ...note,
    '--to',
    to,
    '--journal',
    journal,
    '--cloud',
    url,
    '--json',
  )
  assert.is(out.exit, 0, out.out + out.err)
  assert.is((await call('clips', 'delete', made.clip, '--json')).json['refused'], 'clip_held')
  assert.match((await call('verify', to)).out, 'The owner states (key')
  const file = String(out.json['carrier'])
  const opened = await call('report', 'open', file, '--key', 'carrier')
  assert.is(opened.exit, 0, opened.err)
  for (const said of ['The parcel was thrown', 'DHL 4711', 'measured home']) assert.match(opened.out, said)
  assert.is((await call('report', 'open', file, '--key', 'owner', '--json')).json['fault'], 'share_not_yours')
})

test('moves every clip to another service, proves both sides equal, and goes on where it was', async ({ house }) => {
  const { call, url } = house
  const made = await house.bring()
  await house.bring()
  await call('clips', 'hold', made.clip, '--cloud', url)
  const there = await house.more('second')
  const moved = await call('clips', 'move', '--to', there.url, '--json')
  assert.is(moved.exit, 0, moved.out + moved.err)
  assert.is(moved.json['clips'], 2)
  assert.match((await call('clips', 'list')).out, 'held')
  const again = await call('clips', 'move', '--cloud', url, '--to', there.url, '--json')
  assert.is(again.json['sent'], 0)
  assert.is((await call('clips', 'play', made.clip, '--to', join(house.folder, 'm.mp4'))).exit, 0)
})

test('copies a store without any service, and a service goes on from the copy', async ({ house }) => {
  await house.bring()
  const to = join(house.folder, 'third')
  const copied = await house.call('clips', 'move', '--from-folder', house.store, '--to', to, '--json')
  assert.is(copied.exit, 0, copied.err)
  assert.is(copied.json['sent'], copied.json['objects'])
  const third = await house.more('third')
  assert.is((await house.call('clips', 'list', '--cloud', third.url, '--json')).json['clips'], 1)
})

test('does not talk to a service that has another key than before', async ({ house }) => {
  const { call, url, door } = house
  await house.bring()
  await call('clips', 'list', '--cloud', url)
  const path = join(call.home, 'clouds.json')
  const file = JSON.parse(await readFile(path, 'utf8')) as { services: { key: object }[] }
  for (const service of file.services) service.key = door.jwk
  await writeFile(path, JSON.stringify(file))
  assert.is((await call('clips', 'list', '--json')).json['fault'], 'cloud_key_changed')
})

test.run()
