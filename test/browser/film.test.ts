// A film of the drawn door, from the encoder through the seals to the screen: as a file, and part by part.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Frame, Sound } from '#device/camera/frame.ts'
import { createScene } from '#device/camera/scene/scene.ts'
import { createStage } from '#device/camera/scene/stage.ts'
import { collect, concat, within } from '#device/clips/encoder/collected.fixture.ts'
import { openEncoding } from '#device/clips/encoder/encoding.ts'
import { fakeHub } from '#device/clips/encoder/hub.fixture.ts'
import { probe } from '#device/clips/encoder/player.fixture.ts'
import { systemClock } from '#device/clock/system.ts'
import { type MadeClip, type MadePiece, makeClip } from '#protocol/clip/clip.fixture.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { bundleOf, type Files, hasChromium, openPage } from './chromium.fixture.ts'
import type { Lying, OpenedFilm } from './reader.fixture.ts'
import type { Played, PlayedParts } from './screen.fixture.ts'

const SIZE = { width: 320, height: 180 }
const FPS = 15
const WALL = 1_795_000_000_000
/** The camera counted on while one picture came late and three did not come at all. */
const LATE = new Set([10, 28, 29, 30])
const PICTURES = 44
const DEADLINE = 20_000

const test = suite('a film in a browser')

/** When each picture was seen: as a camera has it, which is not like a clockwork. */
const timeOf = (n: number): number => Math.round((n * 1000) / FPS) + ((n * 7) % 11)

const draw = async (): Promise<Frame[]> => {
  const scene = createScene(createStage(SIZE))
  const frames: Frame[] = []
  for (let n = 0; n < PICTURES; n += 1) {
    if (LATE.has(n)) {
      scene.miss()
      continue
    }
    const [seen, at] = [timeOf(n), epochMs(WALL + timeOf(n))]
    const jpeg = await scene.next(millis(seen), at)
    // Numbers of the capture follow each other, whatever the camera left out.
    if (jpeg) frames.push({ n: frames.length, at, seen: millis(seen), jpeg })
  }
  return frames
}

const RATE = 48_000
const CHUNK = 4800

const hum = (seconds: number): Sound[] =>
  Array.from({ length: (seconds * RATE) / CHUNK }, (_, n) => {
    const pcm = Int16Array.from({ length: CHUNK }, (_sample, at) => 4000 * Math.sin((n * CHUNK + at) / 20))
    return { seen: millis(((n + 1) * CHUNK * 1000) / RATE), pcm: new Uint8Array(pcm.buffer) }
  })

const filmed = async (frames: readonly Frame[], sounds: readonly Sound[]): Promise<readonly MadePiece[]> => {
  const hub = fakeHub(frames)
  hub.hear(...sounds)
  const log = { warn: (...said: unknown[]) => assert.unreachable(JSON.stringify(said)) }
  const settings = { encoder: 'libx264', kilobits: 500, fps: FPS, sound: sounds.length > 0 } as const
  const encoding = openEncoding({ hub, clock: systemClock(), log, ...settings }, 0)
  const collected = collect(encoding)
  await collected.until(2, DEADLINE)
  await within(DEADLINE, 'the end of the film', encoding.stop())
  await collected.all
  return collected.pieces.map((piece) =>
    piece.what === 'init' ? piece : { ...piece, pictures: piece.last - piece.first + 1 },
  )
}

interface Clip {
  readonly frames: readonly Frame[]
  readonly film: Uint8Array
  readonly made: MadeClip
  readonly own: string
  readonly files: Files
  readonly lying: Lying
}

const nameOf = (n: number): string => String(n).padStart(6, '0')

/** Drawn, encoded, sealed and signed as the recorder does it; laid out as a clip service has it. */
const recorded = async (sounds: readonly Sound[]): Promise<Clip> => {
  const frames = await draw()
  const pieces = await filmed(frames, sounds)
  const film = concat(pieces.map(({ bytes }) => bytes))
  const owner = await freshPair()
  const video = { ...SIZE, fps: FPS, sound: sounds.length > 0 }
  const made = await makeClip({ owners: [owner.recipient], pieces, head: { video } })
  const text = new TextEncoder()
  const parts = made.lines.map((_, n) => nameOf(n))
  const files = new Map<string, Uint8Array>([
    ['/film.mp4', film],
    ['/clip/head', text.encode(made.head)],
    ['/clip/identity', made.identity],
    ...made.lines.map((_, n) => [`/clip/parts/${nameOf(n)}`, made.framed(n)] as const),
  ])
  const lying = { at: '/clip', parts, door: made.doorKey.jwk, journal: false }
  return { frames, film, made, own: owner.identity, files, lying }
}

/** Numbers that the pictures show, and a time in the middle of each. */
const shownBy = (
  frames: readonly Frame[],
): { readonly numbers: readonly number[]; readonly times: readonly number[] } => {
  const numbers = Array.from({ length: PICTURES }, (_, n) => n).filter((n) => !LATE.has(n))
  const since = frames[0]?.seen ?? 0
  const times = frames.map(({ seen }, at) => (seen - since + (frames[at + 1]?.seen ?? seen + 60) - since) / 2000)
  return { numbers, times }
}

/** Every second forwards, then every second backwards: half of them lie before what was decoded last. */
const order = <Value>(values: readonly Value[]): Value[] => [
  ...values.filter((_, at) => at % 2 === 0),
  ...values.filter((_, at) => at % 2 === 1).reverse(),
]

const isInOrder = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0))

/** Played to its end without a gap, nothing twice and nothing out of order; every picture is found in its place. */
const assertWhole = ({ frames }: Clip, played: Played): void => {
  const { numbers, times } = shownBy(frames)
  const last = times.at(-1) ?? 0
  assert.is(played.ranges.length, 1, JSON.stringify(played.ranges))
  const [from, to] = played.ranges[0] ?? [Number.NaN, Number.NaN]
  assert.ok(from < 0.03 && to > last, `${from} to ${to} s`)
  assert.ok(played.end > last && Math.abs(played.duration - played.end) < 0.1, `${played.end} of ${played.duration} s`)
  // A screen that cannot keep up leaves pictures out; it shows none twice and none that was not filmed.
  const seen = played.seen.filter((number, at) => number !== played.seen[at - 1])
  assert.ok(isInOrder(seen) && seen.every((number) => numbers.includes(number)), String(played.seen))
  assert.ok(seen.length >= 5, `only ${seen.length} were seen`)
  assert.equal(played.sought, order(numbers))
}

test('has the times at which its pictures were seen, and no others', async () => {
  const { frames, film, made } = await recorded([])
  const { said, packets } = await probe(film)
  assert.is(said, '')
  const since = frames[0]?.seen ?? 0
  assert.equal(
    packets.map(({ pts }) => Math.round(pts * 1000)),
    frames.map(({ seen }) => seen - since),
  )
  assert.ok(packets.every(({ pts, dts }) => pts === dts))
  assert.ok(made.lines.length >= 4)
})

/** From sealed parts to the screen in the page, and what must be true of that with sound and without. */
const assertPlaysInParts = async (clip: Clip): Promise<PlayedParts> => {
  const { lying, own, frames } = clip
  const shown = await openPage(await bundleOf('reader.fixture.ts', 'reader'), clip.files)
  try {
    const args = JSON.stringify([lying, own, order(shownBy(frames).times)])
    const played = await shown.page.evaluate<PlayedParts>(`reader.play(...${args})`)
    const ends = played.grown.flatMap((ranges) => ranges.map(([, to]) => to))
    assert.is(played.grown.length, lying.parts.length - 1)
    assert.ok(
      played.grown.every(({ length }) => length <= 1),
      JSON.stringify(played.grown),
    )
    assert.ok(
      ends.every((end, at) => at === 0 || end >= (ends[at - 1] ?? 0)),
      String(ends),
    )
    assertWhole(clip, played)
    return played
  } finally {
    await shown.close()
  }
}

if (hasChromium) {
  test('plays as a file in Chromium, and shows each picture where it belongs', async () => {
    const clip = await recorded(hum(3))
    const shown = await openPage(await bundleOf('reader.fixture.ts', 'reader'), clip.files)
    try {
      const times = order(shownBy(clip.frames).times)
      assertWhole(clip, await shown.page.evaluate<Played>(`reader.playFile('/film.mp4', ${JSON.stringify(times)})`))
    } finally {
      await shown.close()
    }
  })

  test('plays part by part, each opened in the page with the owner’s key, from the first part on', async () => {
    const played = await assertPlaysInParts(await recorded([]))
    assert.match(played.type, /avc1\.[0-9a-f]{6}"$/)
    assert.is(played.first, 0)
    assert.ok(isInOrder(played.grown.map(([range]) => range?.[1] ?? 0)), JSON.stringify(played.grown))
  })

  test('plays part by part with sound, and has no gap when all of it is there', async () => {
    const played = await assertPlaysInParts(await recorded(hum(3)))
    assert.match(played.type, /avc1\.[0-9a-f]{6}, mp4a\.40\.2"$/)
  })

  test('checks and opens the test vectors in Chromium, and tells a wrong key from damage', async () => {
    const place = new URL('../vectors/clip/', import.meta.url)
    const vector = (name: string): Buffer => readFileSync(new URL(name, place))
    const parts = readdirSync(new URL('clip/parts/', place)).sort()
    const names = ['clip/head', 'clip/identity', 'clip/end', ...parts.map((name) => `clip/parts/${name}`)]
    const files = new Map(names.map((name) => [`/${name}`, vector(name)]))
    files.set('/clip/journal.jsonl', vector('journal.jsonl'))
    const lying: Lying = {
      at: '/clip',
      parts,
      door: JSON.parse(String(vector('door.json'))) as Lying['door'],
      journal: true,
    }
    const own = /^AGE-SECRET-KEY-1\S+$/m.exec(String(vector('owner.key')))?.[0] ?? ''
    const shown = await openPage(await bundleOf('reader.fixture.ts', 'reader'), files)
    const inPage = <Value>(name: string, ...args: readonly unknown[]): Promise<Value> =>
      shown.page.evaluate<Value>(`reader.${name}(...${JSON.stringify(args)})`)
    try {
      const film = createHash('sha256').update(vector('film.mp4')).digest('base64url')
      assert.equal(await inPage('check', lying), [])
      assert.equal(await inPage<OpenedFilm>('open', lying, own), { key: 'opened', film, bad: [] })
      const { identity: stranger } = await freshPair()
      assert.equal(await inPage<OpenedFilm>('open', lying, stranger), { key: 'wrong_key' })
      const bent = await inPage<OpenedFilm>('open', lying, own, 1)
      assert.equal([bent.key, bent.bad], ['opened', [[1, 'damaged']]])
      assert.equal(await inPage('check', lying, 1), [{ code: 'part_damaged', n: 1 }])
    } finally {
      await shown.close()
    }
  })
} else {
  process.stdout.write('skipped: films in Chromium need chromium (apt-get install chromium)\n')
}

test.run()
