// Attack 30: whoever runs the store changes it behind the service's back: swaps, flips, cuts, rolls back, deletes,
// puts another's in. The owner's player names each as what it is, in both languages; so does the evidence. An
// untouched clip beside it plays on to the last byte.

import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filmPieces, type MadeClip } from '#protocol/clip/clip.fixture.ts'
import { freshGrantId } from '#protocol/ids.ts'
import { freshPair, seal } from '#protocol/seal/seal.ts'
import { epochMs } from '#protocol/units.ts'
import { type ClipHouse, openClipHouse } from '#scripts/cli/clips/clips.fixture.ts'

interface Scene {
  house: ClipHouse
  /** Recorded before everything else, and never touched. */
  untouched: MadeClip
  pieces: Awaited<ReturnType<typeof filmPieces>>
}

const test = suite<Scene>('attack 30: hostile storage')

test.before(async (scene) => {
  scene.house = await openClipHouse()
  scene.pieces = await filmPieces(2)
  scene.untouched = await scene.house.bring({ pieces: scene.pieces })
})
test.after(({ house }) => house.close())

/** Where the store keeps the objects of a clip. */
const place = ({ store, door }: ClipHouse, { clip }: MadeClip): string => join(store, 'clips', door.thumbprint, clip)
const part = (folder: string, n: number): string => join(folder, 'parts', String(n).padStart(6, '0'))

const swap = async (one: string, other: string): Promise<void> => {
  await rename(one, `${one}.x`)
  await rename(other, one)
  await rename(`${one}.x`, other)
}

const rewrite = async (path: string, change: (bytes: Buffer) => Buffer): Promise<void> =>
  writeFile(path, change(Buffer.from(await readFile(path))))

const flip =
  (at: number) =>
  (bytes: Buffer): Buffer => {
    const where = at < 0 ? bytes.length + at : at
    bytes[where] = (bytes[where] ?? 0) ^ 1
    return bytes
  }

/** The line of one part on the bytes of another. */
const graft = async (line: string, sealed: string): Promise<void> => {
  const [one, other] = await Promise.all([readFile(line), readFile(sealed)])
  await writeFile(line, Buffer.concat([one.subarray(0, one.indexOf(10) + 1), other.subarray(other.indexOf(10) + 1)]))
}

interface Tamper {
  readonly what: string
  readonly en: RegExp
  readonly de: RegExp
  /** @param mine folder of the clip that is looked at @param theirs of another clip of the same door */
  readonly change: (mine: string, theirs: string, house: ClipHouse) => Promise<void>
  /** Nothing of it can be played: the player says why and writes no film. */
  readonly unplayable?: true
  /** Only the journal knows; whoever plays without it is told that the clip has no end. */
  readonly byJournal?: true
}

const TAMPERS: readonly Tamper[] = [
  {
    what: 'two parts change places',
    en: /CHANGED: part 1 lies in the place of part 2/,
    de: /VERÄNDERT: Teil 1 liegt an der Stelle von Teil 2/,
    change: (mine) => swap(part(mine, 1), part(mine, 2)),
  },
  {
    what: 'a part is said twice, in place of the next',
    en: /CHANGED: part 1 lies in the place of part 2/,
    de: /VERÄNDERT: Teil 1 liegt an der Stelle von Teil 2/,
    change: (mine) => cp(part(mine, 1), part(mine, 2), { force: true }),
  },
  {
    what: 'a part of another clip is put in',
    en: /CHANGED: in place 2 lies a part of another clip/,
    de: /VERÄNDERT: an Stelle 2 liegt ein Teil eines anderen Clips/,
    change: (mine, theirs) => cp(part(theirs, 2), part(mine, 2), { force: true }),
  },
  {
    what: 'the pictures of one part lie under the line of another',
    en: /CHANGED: under the line of part 1 lie the bytes of part 3/,
    de: /VERÄNDERT: unter der Zeile von Teil 1 liegen die Bytes von Teil 3/,
    change: (mine) => graft(part(mine, 1), part(mine, 3)),
  },
  {
    what: 'the pictures of another clip lie under a line',
    en: /the bytes of part 1 are not the signed ones|part 1 was cut short/,
    de: /die Bytes von Teil 1 sind nicht die unterschriebenen|Teil 1 wurde gekürzt/,
    change: (mine, theirs) => graft(part(mine, 1), part(theirs, 1)),
  },
  {
    what: 'a bit of a picture is flipped',
    en: /CHANGED: the bytes of part 2 are not the signed ones/,
    de: /VERÄNDERT: die Bytes von Teil 2 sind nicht die unterschriebenen/,
    change: (mine) => rewrite(part(mine, 2), flip(-40)),
  },
  {
    what: 'a bit of a line is flipped',
    en: /CHANGED: the line of part 2 was not signed by this clip’s key/,
    de: /VERÄNDERT: die Zeile von Teil 2 ist nicht mit dem Schlüssel dieses Clips unterschrieben/,
    change: (mine) => rewrite(part(mine, 2), flip(60)),
  },
  {
    what: 'a part is cut short',
    en: /CHANGED: part 3 was cut short/,
    de: /VERÄNDERT: Teil 3 wurde gekürzt/,
    change: (mine) => rewrite(part(mine, 3), (bytes) => bytes.subarray(0, bytes.length - 100)),
  },
  {
    what: 'a part is emptied',
    en: /CHANGED: the line of part 1 was not signed/,
    de: /VERÄNDERT: die Zeile von Teil 1 ist nicht/,
    change: (mine) => writeFile(part(mine, 1), ''),
  },
  {
    what: 'a part in the middle is deleted',
    en: /MISSING: part 2 is not there, though later ones are/,
    de: /FEHLT: Teil 2 fehlt, obwohl spätere da sind/,
    change: (mine) => rm(part(mine, 2)),
  },
  {
    what: 'the first part is deleted',
    en: /MISSING: part 0 is not there, though later ones are/,
    de: /FEHLT: Teil 0 fehlt, obwohl spätere da sind/,
    change: (mine) => rm(part(mine, 0)),
  },
  {
    what: 'the tail is cut off',
    en: /MISSING: the last 2 parts are not there, from part 3 on/,
    de: /FEHLT: die letzten 2 Teile fehlen, ab Teil 3/,
    change: async (mine) => {
      await rm(part(mine, 3))
      await rm(part(mine, 4))
    },
  },
  {
    what: 'every part is deleted',
    en: /MISSING: the last 5 parts are not there, from part 0 on/,
    de: /FEHLT: die letzten 5 Teile fehlen, ab Teil 0/,
    change: (mine) => rm(join(mine, 'parts'), { recursive: true }),
  },
  {
    what: 'parts of another clip are put behind the end',
    en: /CHANGED: in place 5 lies a part of another clip/,
    de: /VERÄNDERT: an Stelle 5 liegt ein Teil eines anderen Clips/,
    change: (mine, theirs) => cp(part(theirs, 1), part(mine, 5)),
  },
  {
    what: 'the end is deleted',
    en: /MISSING: the signed end is not there, though the journal says that the clip ended/,
    de: /FEHLT: der unterschriebene Schluss fehlt, obwohl das Journal sagt, dass der Clip endete/,
    change: (mine) => rm(join(mine, 'end')),
    byJournal: true,
  },
  {
    what: 'the clip is rolled back to how it was while it was recorded',
    en: /MISSING: the last 2 parts are not there, from part 3 on/,
    de: /FEHLT: die letzten 2 Teile fehlen, ab Teil 3/,
    change: async (mine) => {
      for (const gone of [part(mine, 3), part(mine, 4), join(mine, 'end')]) await rm(gone)
    },
    byJournal: true,
  },
  {
    what: 'the end is another clip’s',
    en: /CHANGED: the end belongs to another clip/,
    de: /VERÄNDERT: der Schluss gehört zu einem anderen Clip/,
    change: (mine, theirs) => cp(join(theirs, 'end'), join(mine, 'end'), { force: true }),
  },
  {
    what: 'the end is nobody’s',
    en: /CHANGED: the end is signed neither by the clip’s key nor by the door/,
    de: /VERÄNDERT: der Schluss ist weder vom Schlüssel des Clips noch von der Tür unterschrieben/,
    change: (mine) => rewrite(join(mine, 'end'), flip(-3)),
  },
  {
    what: 'the identity is deleted',
    en: /CHANGED: the clip’s identity is damaged; another copy of it is needed/,
    de: /VERÄNDERT: die Identität des Clips ist beschädigt; eine andere Kopie wird gebraucht/,
    change: (mine) => rm(join(mine, 'identity')),
    unplayable: true,
  },
  {
    what: 'a bit of the identity is flipped',
    en: /CHANGED: the clip’s identity is damaged/,
    de: /VERÄNDERT: die Identität des Clips ist beschädigt/,
    change: (mine) => rewrite(join(mine, 'identity'), flip(-1)),
    unplayable: true,
  },
  {
    what: 'the identity is another clip’s',
    en: /CHANGED: the clip’s identity opens another clip/,
    de: /VERÄNDERT: die Identität des Clips öffnet einen anderen Clip/,
    change: (mine, theirs) => cp(join(theirs, 'identity'), join(mine, 'identity'), { force: true }),
    unplayable: true,
  },
  {
    what: 'the identity is sealed to somebody else',
    en: /sealed to other keys than this one; nothing seems damaged/,
    de: /für andere Schlüssel als diesen versiegelt; beschädigt scheint nichts/,
    change: async (mine) => {
      const [stranger, own] = [await freshPair(), await freshPair()]
      await writeFile(join(mine, 'identity'), await seal(new TextEncoder().encode(own.identity), [stranger.recipient]))
    },
    unplayable: true,
  },
  {
    what: 'the head is another clip’s',
    en: /CHANGED: the head belongs to another clip/,
    de: /VERÄNDERT: der Kopf gehört zu einem anderen Clip/,
    change: (mine, theirs) => cp(join(theirs, 'head'), join(mine, 'head'), { force: true }),
    unplayable: true,
  },
  {
    what: 'the head is nobody’s',
    en: /CHANGED: the head of the clip is no signed head/,
    de: /VERÄNDERT: der Kopf des Clips ist kein unterschriebener Kopf/,
    change: (mine) => rewrite(join(mine, 'head'), flip(-3)),
    unplayable: true,
  },
]

const journalFile = async ({ folder, journal }: ClipHouse): Promise<string> => {
  const path = join(folder, 'journal.jsonl')
  await writeFile(path, journal.lines.map((line) => `${line}\n`).join(''))
  return path
}

/** A clip of a visit by grant, and one more of the same door. */
const pairOf = async ({ house, pieces }: Scene): Promise<readonly [MadeClip, MadeClip]> => [
  await house.bring({ pieces, head: { grant: freshGrantId() }, at: epochMs(Date.now()) }),
  await house.bring({ pieces }),
]

for (const { what, en, de, change, unplayable, byJournal } of TAMPERS) {
  test(`names it in both languages when ${what}`, async (scene) => {
    const { house, untouched } = scene
    const { call, url } = house
    const [clip, other] = await pairOf(scene)
    await change(place(house, clip), place(house, other), house)
    const journal = await journalFile(house)
    const known = byJournal ? ['--journal', journal] : []
    const film = join(house.folder, `${clip.clip}.mp4`)
    const play = (lang: string) =>
      call('clips', 'play', clip.clip, '--to', film, '--cloud', url, '--lang', lang, ...known)

    for (const [lang, said] of [
      ['en', en],
      ['de', de],
    ] as const) {
      const played = await play(lang)
      assert.is(played.exit, 3, `${lang}: ${played.out}${played.err}`)
      assert.match(`${played.out}\n${played.err}`, said)
    }
    const written = await readFile(film).catch(() => Buffer.of())
    const whole = Buffer.concat(clip.plain)
    if (unplayable) assert.is(written.length, 0, 'no film of what cannot be opened')
    else assert.ok(written.length <= whole.length && isMadeOf(written, clip.plain), 'only the clip’s own pictures')

    const to = join(house.folder, `evidence-${clip.clip}`)
    const exported = await call('clips', 'export', clip.clip, '--to', to, '--sealed', '--journal', journal)
    assert.is(exported.exit, 3, exported.out + exported.err)
    if (!unplayable || !what.includes('head')) assert.match(exported.out, en)
    const verified = await call('verify', to, '--lang', 'de')
    if (isAboutFile(what)) assert.is(verified.exit, 3, verified.out + verified.err)

    const sound = join(house.folder, 'untouched.mp4')
    const beside = await call('clips', 'play', untouched.clip, '--to', sound)
    assert.is(beside.exit, 0, beside.out + beside.err)
    assert.equal(await readFile(sound), Buffer.concat(untouched.plain))
  })
}

/** An evidence folder holds no sealed identity: whether the owner could open the clip is not its business. */
const isAboutFile = (what: string): boolean => !what.includes('identity')

/** Some of these pieces, in their order, each whole. */
const isMadeOf = (film: Buffer, pieces: readonly Uint8Array[]): boolean => {
  let at = 0
  for (const piece of pieces) {
    if (film.subarray(at, at + piece.length).equals(piece)) at += piece.length
  }
  return at === film.length
}

test('names a clip that was taken away as a whole, and believes no forged record of it', async (scene) => {
  const { house, pieces, untouched } = scene
  const { call, url, store, door } = house
  // Whatever was done to the others above: as the store should be.
  const journal = await journalFile(house)
  const check = (lang: string) => call('clips', 'check', '--cloud', url, '--journal', journal, '--lang', lang)
  const clip = await house.bring({ pieces })
  await journalFile(house)
  const listed = await check('en')
  assert.not.match(listed.out, clip.clip)
  await rm(place(house, clip), { recursive: true })
  for (const [lang, said] of [
    ['en', `MISSING: clip ${clip.clip}`],
    ['de', `FEHLT: Clip ${clip.clip}`],
  ] as const) {
    const checked = await check(lang)
    assert.is(checked.exit, 3, checked.out + checked.err)
    assert.match(checked.out, said)
    assert.not.match(checked.out, untouched.clip)
  }
  const played = await call('clips', 'play', clip.clip, '--to', join(house.folder, 'no.mp4'))
  assert.match(played.err, 'There is no clip')

  // A record of a deletion that nobody wished for, in the service's own folder.
  const other = await house.bring({ pieces })
  await call('clips', 'delete', other.clip)
  const gone = join(store, 'doors', door.thumbprint, 'gone')
  await journalFile(house)
  assert.not.match((await check('en')).out, other.clip, 'deleted by the owner, with a record')
  await cp(join(gone, other.clip), join(gone, clip.clip))
  assert.match((await check('en')).out, `MISSING: clip ${clip.clip}`)
})

test('opens nothing by itself: the whole store holds no picture and no key', async ({ house }) => {
  const names = await readdir(house.store, { recursive: true, withFileTypes: true })
  const files = names.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  assert.ok(files.length > 50)
  for (const file of files) {
    const bytes = await readFile(file)
    for (const mark of ['ftyp', 'moof', 'mdat', 'AGE-SECRET-KEY', '\xff\xd8\xff\xe0', 'Lavc']) {
      assert.not.ok(bytes.includes(Buffer.from(mark, 'latin1')), `${mark} in ${file}`)
    }
  }
})

test.run()
