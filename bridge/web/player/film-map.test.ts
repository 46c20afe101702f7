import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filmPieces } from '#protocol/clip/clip.fixture.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { readInit, readSegment } from './boxes.ts'
import { createFilmMap } from './film-map.ts'

const test = suite('the film, second by second')

const BEGAN = 1_000_000

/** Parts with their true times; pictures beside the film and pauses in between. */
const films = fc
  .array(
    fc.record({
      lasts: fc.integer({ min: 100, max: 1000 }),
      pause: fc.constantFrom(0, 0, 0, 5000),
      still: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((all) => {
    let at = 0
    const parts: { n: number; from: number; to: number; what: 'segment' | 'poster' }[] = []
    for (const { lasts, pause, still } of all) {
      if (still) parts.push({ n: parts.length + 1, from: at / 1000, to: at / 1000, what: 'poster' })
      at += pause
      parts.push({ n: parts.length + 1, from: at / 1000, to: (at + lasts) / 1000, what: 'segment' })
      at += lasts
    }
    return parts
  })

const lineOf = (
  { n, from, to, what }: { n: number; from: number; to: number; what: 'segment' | 'poster' },
  shift = 0,
) => ({
  ...{ n, what, at: epochMs(BEGAN + Math.round(from * 1000) + shift) },
  lasts: millis(Math.round((to - from) * 1000)),
})

test('finds the part of any second at once when all lines are known', () => {
  fc.assert(
    fc.property(films, fc.nat(1000), (parts, share) => {
      const map = createFilmMap(BEGAN)
      for (const part of parts) map.line(lineOf(part))
      const segments = parts.filter(({ what }) => what === 'segment')
      const second = (share / 1000) * (segments.at(-1)?.to ?? 0)
      const wanted = segments.findLast(({ from }) => from <= second) ?? segments[0]
      assert.is(map.at(second), wanted?.n)
    }),
  )
})

test('finds it within a few fetched parts when nothing but their number is known', () => {
  fc.assert(
    fc.property(films, fc.nat(1000), (parts, share) => {
      const segments = parts.filter(({ what }) => what === 'segment')
      const last = segments.at(-1)
      if (!last) return
      const map = createFilmMap(BEGAN)
      map.size(last.n + 1, last.to)
      const second = (share / 1000) * last.to
      const wanted = segments.findLast(({ from }) => from <= second) ?? segments[0]
      let tries = 0
      for (;;) {
        const n = map.at(second)
        const part = parts.find((one) => one.n === n)
        if (!part || map.of(n) || tries > 40) break
        tries += 1
        map.line(lineOf(part))
        if (part.what === 'segment') map.shown(n, { from: part.from, to: part.to, pictures: [part.from] })
      }
      assert.is(map.at(second), wanted?.n, JSON.stringify({ second, tries }))
    }),
  )
})

test('believes the film before the door’s clock, which may have been set', () => {
  const map = createFilmMap(BEGAN)
  const parts = Array.from({ length: 20 }, (_, n) => ({ n: n + 1, from: n, to: n + 1, what: 'segment' as const }))
  for (const part of parts) map.line(lineOf(part, part.n > 10 ? 3_600_000 : 0))
  map.shown(15, { from: 14, to: 15, pictures: [14] })
  assert.is(map.at(16.5), 17)
  assert.is(map.begin(15), 14)
})

test('knows the pictures around a second, for single steps', () => {
  const map = createFilmMap(BEGAN)
  map.shown(1, { from: 0, to: 1, pictures: [0, 0.5] })
  map.shown(2, { from: 1, to: 2, pictures: [1, 1.4] })
  assert.equal(map.picture(0.6), { before: 0, now: 0.5, after: 1 })
  assert.equal(map.picture(1.9), { before: 1, now: 1.4 })
})

test('reads codecs and picture times from a real film', async () => {
  const [init, one, two] = await filmPieces(2)
  const look = readInit(init?.bytes ?? new Uint8Array())
  assert.match(look?.type ?? '', /^video\/mp4; codecs="avc1\.[0-9a-f]{6}"$/)
  if (!look) return
  const [first, second] = [one, two].map((piece) => readSegment(piece?.bytes ?? new Uint8Array(), look))
  assert.equal([first?.from, first?.to, first?.pictures.length], [0, 0.5, 8])
  assert.equal(second?.pictures.slice(0, 2), [0.5, 0.5625])
})

test('finds nothing in foreign bytes, and never fails on them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.is(readInit(bytes), undefined)
      assert.is(readSegment(bytes, { track: 1, scale: 1000 }), undefined)
    }),
  )
})

test.run()
