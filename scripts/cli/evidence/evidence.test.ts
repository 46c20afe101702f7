// Evidence of a whole visit by the command line: exported, checked anywhere, tampered with, reported (attacks 16, 30).

import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MadeClip } from '#protocol/clip/clip.fixture.ts'
import { freshGrantId, freshId, freshRequestId } from '#protocol/ids.ts'
import { type EpochMs, epochMs, epochSeconds, type GrantId, type RequestId } from '#protocol/units.ts'
import { type ClipHouse, openClipHouse } from '../clips/clips.fixture.ts'
import { createGrants } from '../home/grants.ts'

const test = suite<{ house: ClipHouse }>('evidence')

// One for all: every test exports a visit of its own.
test.before(async (context) => {
  context.house = await openClipHouse()
})
test.after(({ house }) => house.close())

const filmOf = ({ plain }: { readonly plain: readonly Uint8Array[] }): Buffer => Buffer.concat(plain)

const journalFile = async ({ folder, journal }: ClipHouse): Promise<string> => {
  const path = join(folder, 'journal.jsonl')
  await writeFile(path, journal.lines.map((line) => `${line}\n`).join(''))
  return path
}

/** A carrier's grant that may be passed on, in the owner's book. */
const give = async ({ owner, carrier, door, call }: ClipHouse): Promise<GrantId> => {
  const grant = freshGrantId()
  const who = { iss: owner.thumbprint, aud: door.thumbprint as never, cnf: { jkt: carrier.thumbprint } } as const
  const window = { act: ['unlock' as const], nbf: epochSeconds(0), exp: epochSeconds(4_000_000_000) }
  await createGrants(join(call.home, 'grants.json')).add({
    door: 'front',
    name: `parcels ${grant}`,
    claims: { v: 1, jti: grant, ...who, ...window, rec: true, dlg: 1, epoch: 0, job: 'DHL 4711' },
  })
  return grant
}

interface Visited {
  readonly request: RequestId
  readonly grant: GrantId
  readonly at: EpochMs
}

const visited = async (house: ClipHouse): Promise<Visited> => ({
  request: freshRequestId(),
  grant: await give(house),
  at: epochMs(Date.now()),
})

const exportOf = async (house: ClipHouse, what: string, ...more: string[]) => {
  const to = join(house.folder, `evidence-${freshId()}`)
  const journal = await journalFile(house)
  const told = ['--to', to, '--journal', journal, '--cloud', house.url, '--json', ...more]
  const out = await house.call('clips', 'export', what, ...told)
  return { to, journal, out }
}

/** A visit of one clip, exported with everything. */
const exported = async (house: ClipHouse) => {
  const { request, grant, at } = await visited(house)
  const made = await house.bring({ head: { grant }, request, at })
  const { to, journal, out } = await exportOf(house, request, '--sealed')
  assert.is(out.exit, 0, out.out + out.err)
  return { made, to, journal }
}

test('exports a film that players play and evidence that anybody can check', async ({ house }) => {
  const { made, to } = await exported(house)
  assert.equal(await readFile(join(to, 'film.mp4')), filmOf(made))
  const probe = ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', join(to, 'film.mp4')]
  assert.match(String(execFileSync('ffprobe', probe)), 'h264')
  const plain = execFileSync('age', ['-d', '-i', join(to, 'clips/1/clip.key'), join(to, 'clips/1/000000.age')])
  assert.equal(plain, Buffer.from(made.plain[0] ?? []))
  const verified = await house.call.with({ HAUSRECHT_HOME: join(house.folder, 'elsewhere') })('verify', to)
  assert.is(verified.exit, 0, verified.out + verified.err)
  for (const said of [
    'carrier',
    'parcels',
    'DHL 4711',
    'measured home',
    'film.mp4 is exactly what the door sealed',
    'The bolt was measured out once for a visit.',
    'The visit is filmed as a whole',
    'no footage is missing',
  ]) {
    assert.match(verified.out, said)
  }
  const german = (await house.call('verify', to, '--lang', 'de')).out
  for (const said of ['Ihre Tür „front“', 'einmal für einen Besuch gemessen offen', 'Der Besuch ist ganz gefilmt'])
    assert.match(german, said)
})

const dropLine = async (path: string, at: number): Promise<void> => {
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  lines.splice(at, 1)
  await writeFile(path, `${lines.join('\n')}\n`)
}

const tampered: readonly (readonly [what: string, said: RegExp, change: (to: string) => Promise<void>])[] = [
  ['a film cut', /film\.mp4 is not what/, (to) => writeFile(join(to, 'film.mp4'), 'cut')],
  ['a sealed part taken away', /only the signed line is there/, (to) => rm(join(to, 'clips/1/000001.age'))],
  [
    'sealed parts swapped',
    /under the line of part 1 lie the bytes of part 2/,
    async (to) => {
      const [one, two] = [join(to, 'clips/1/000001.age'), join(to, 'clips/1/000002.age')]
      const bytes = await readFile(one)
      await writeFile(one, await readFile(two))
      await writeFile(two, bytes)
    },
  ],
  [
    'the last line cut',
    /the last part is not there, from part 2 on/,
    (to) => dropLine(join(to, 'clips/1/lines.txt'), -1),
  ],
  ['an entry of the journal cut out', /journal is damaged at line 3/, (to) => dropLine(join(to, 'journal.jsonl'), 2)],
  ['the head of nobody', /no signed head/, (to) => writeFile(join(to, 'clips/1/head.jwt'), 'x.y.z')],
]

test('names what was done to evidence', async ({ house }) => {
  const { to } = await exported(house)
  for (const [what, said, change] of tampered) {
    const copy = join(house.folder, what.replaceAll(' ', '-'))
    await mkdir(copy)
    await cp(to, copy, { recursive: true })
    await change(copy)
    const verified = await house.call('verify', copy)
    assert.is(verified.exit, 3, what)
    assert.match(verified.out, said, what)
    assert.match(verified.out, /not as it was exported|MISSING: the file/, what)
  }
})

/** Three clips of one visit: the second goes on from the first, the third begins anew after `pause` milliseconds. */
const threeClips = async (house: ClipHouse, pause: number, lost = 0) => {
  const { request, grant, at } = await visited(house)
  const locked = 2000 + pause + 900
  const one = await house.bring({ request, at, head: { grant }, locked })
  const later = epochMs(at + 1000 + Math.round((lost * 1000) / 16))
  const next = await house.bring({
    ...{ request, at: later, head: { grant, follows: one.clip }, picture: 1016 + lost },
  })
  await house.journal.add({ kind: 'camera', sight: 'lost', on: true }, epochMs(at + 2100))
  const last = await house.bring({ request, at: epochMs(at + 2000 + pause), head: { grant }, picture: 0 })
  return { request, clips: [one, next, last] as readonly MadeClip[] }
}

test('exports every clip of a visit, whichever of them is named, and finds no seam in it', async ({ house }) => {
  const { request, clips } = await threeClips(house, 100)
  for (const what of [request, request.slice(0, 8), clips[1]?.clip ?? '', 'last']) {
    const { to, out } = await exportOf(house, what, '--sealed')
    assert.is(out.exit, 0, out.out + out.err)
    for (const [index, name] of ['film.mp4', 'film-2.mp4', 'film-3.mp4'].entries())
      assert.equal(await readFile(join(to, name)), filmOf(clips[index] as MadeClip), `${what} ${name}`)
    if (what !== request) continue
    const verified = await house.call('verify', to)
    assert.is(verified.exit, 0, verified.out + verified.err)
    assert.match(verified.out, 'Film 2 begins with the picture after the last of film 1')
    assert.match(verified.out, 'between film 2 and film 3 the camera began anew; by the door’s clock without a break')
    assert.match(verified.out, 'The visit is filmed as a whole')
    assert.match(verified.out, 'film-3.mp4 is exactly what the door sealed')
  }
})

test('says how long the camera was gone between two clips, and what the journal says of it', async ({ house }) => {
  const { request } = await threeClips(house, 3000)
  const { to, out } = await exportOf(house, request, '--sealed')
  assert.is(out.exit, 0, out.out + out.err)
  const verified = await house.call('verify', to)
  assert.is(verified.exit, 3, verified.out)
  assert.match(
    verified.out,
    /MISSING: between film 2 and film 3 the camera gave no film for 3 s, from .* it began anew/,
  )
  assert.match(verified.out, /What the door’s journal says of it:\n(.*\n)*? +\d+ .*Camera: no picture/)
  assert.match(verified.out, /footage of 3 s is missing/)
  const german = await house.call('verify', to, '--lang', 'de')
  assert.match(german.out, /FEHLT: zwischen Film 2 und Film 3 gab die Kamera 3 s lang keinen Film/)
  assert.match(german.out, /fehlen Aufnahmen von 3 s/)
  assert.match(german.err, 'ein Befund')
  assert.is((out.json['filmed'] as { missing: number }).missing, 3000)
  const { json } = await house.call('verify', to, '--json')
  assert.is(json['fault'], 'evidence_unsound')
})

test('counts the pictures between two clips of one run', async ({ house }) => {
  const { request } = await threeClips(house, 100, 1)
  const { to } = await exportOf(house, request)
  const verified = await house.call('verify', to)
  assert.is(verified.exit, 3, verified.out)
  assert.match(verified.out, /MISSING: between film 1 and film 2 one picture, from/)
  assert.match((await house.call('verify', to, '--lang', 'de')).out, /FEHLT: zwischen Film 1 und Film 2 ein Bild, von/)
})

test('names a clip of the visit that is not in the folder, though nothing in the folder lists it', async ({
  house,
}) => {
  const { request, clips } = await threeClips(house, 100)
  const { to } = await exportOf(house, request)
  for (const gone of ['clips/3', 'film-3.mp4']) await rm(join(to, gone), { recursive: true })
  const index = JSON.parse(await readFile(join(to, 'index.json'), 'utf8')) as { files: { path: string }[] }
  index.files = index.files.filter(({ path }) => !path.startsWith('clips/3/') && path !== 'film-3.mp4')
  await writeFile(join(to, 'index.json'), JSON.stringify(index))
  const verified = await house.call('verify', to)
  assert.is(verified.exit, 3, verified.out)
  assert.match(verified.out, `MISSING: clip ${clips[2]?.clip}`)
  assert.match(verified.out, /MISSING: the film ends .* before the bolt was measured home/)
})

test('says that a film begins after the request, and that one ends too early', async ({ house }) => {
  const { request, grant, at } = await visited(house)
  await house.bring({ request, at, head: { grant }, asked: -2000, locked: 4000 })
  const { to } = await exportOf(house, request)
  const verified = await house.call('verify', to)
  assert.is(verified.exit, 3)
  assert.match(verified.out, 'MISSING: the film begins 2 s after the request.')
  assert.match(verified.out, 'MISSING: the film ends 3 s before the bolt was measured home.')
  assert.match(verified.out, 'footage of 5 s is missing')
})

test('says what it cannot tell: of no visit, without a journal', async ({ house }) => {
  const alone = await house.bring({ head: { why: 'motion', request: undefined } as never })
  const one = await exportOf(house, alone.clip)
  assert.is(one.out.exit, 0, one.out.out)
  const verified = await house.call('verify', one.to)
  assert.is(verified.exit, 0, verified.out)
  assert.match(verified.out, 'The film belongs to no visit.')
  const { to } = await exported(house)
  await rm(join(to, 'journal.jsonl'))
  assert.match((await house.call('verify', to)).out, 'cannot be told without the journal')
})

test('takes along what was filmed beside the visit for another reason', async ({ house }) => {
  const { request, grant, at } = await visited(house)
  const made = await house.bring({ request, at, head: { grant } })
  const jn = made.claims.jn
  const jh = made.claims.jh
  const incident = await house.bring({ at, head: { why: 'incident', request: undefined, jn, jh } as never })
  const { to, out } = await exportOf(house, request, '--sealed')
  assert.is(out.exit, 0, out.out + out.err)
  assert.equal(await readFile(join(to, 'film-2.mp4')), filmOf(incident))
  const verified = await house.call('verify', to)
  assert.is(verified.exit, 0, verified.out)
  assert.match(verified.out, `Film 2, clip ${incident.clip}: recorded for an incident.`)
  assert.not.match(verified.out, 'between film 1')
})

test('reports a visit: holds its clips, signs the note, tells the carrier and nobody else', async ({ house }) => {
  const { call, folder, url } = house
  const { request, clips } = await threeClips(house, 100)
  const journal = await journalFile(house)
  const to = join(folder, 'case/evidence')
  const told = ['--note', 'The parcel was thrown', '--with-clip', '--to', to, '--journal', journal, '--cloud', url]
  const out = await call('report', request, ...told, '--json')
  assert.is(out.exit, 0, out.out + out.err)
  for (const { clip } of clips) {
    assert.is((await call('clips', 'delete', clip, '--json')).json['refused'], 'clip_held')
  }
  const verified = await call('verify', to)
  assert.is(verified.exit, 0, verified.out)
  assert.match(verified.out, 'The owner states (key')
  const file = String(out.json['carrier'])
  const opened = await call('report', 'open', file, '--key', 'carrier', '--clips-to', join(folder, 'theirs'))
  assert.is(opened.exit, 0, opened.err)
  for (const said of ['The parcel was thrown', 'DHL 4711', 'measured home', ...clips.map(({ clip }) => clip)])
    assert.match(opened.out, said)
  assert.not.match(opened.out, 'The journal begins')
  const film = join(folder, 'theirs.mp4')
  const shared = join(folder, 'theirs', `${clips[1]?.clip}.age`)
  const seen = await call('clips', 'open', shared, '--key', 'carrier', '--to', film)
  assert.is(seen.exit, 0, seen.err)
  assert.equal(await readFile(film), filmOf(clips[1] as MadeClip))
  assert.is((await call('report', 'open', file, '--key', 'owner', '--json')).json['fault'], 'share_not_yours')
})

test('takes no statement of the owner for a clip it does not name', async ({ house }) => {
  const { call, folder, url } = house
  const { request } = await threeClips(house, 100)
  const journal = await journalFile(house)
  const to = join(folder, 'stated/evidence')
  const options = ['--to', to, '--journal', journal, '--cloud', url]
  assert.is((await call('report', request, '--note', 'Something', ...options)).exit, 0)
  const other = await exported(house)
  await cp(join(to, 'report.jwt'), join(other.to, 'report.jwt'))
  const verified = await call('verify', other.to)
  assert.is(verified.exit, 3)
  assert.match(verified.out, 'statement is not signed by the owner (clip_differs)')
})

test.run()
