import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blacken, CELLS, LOOK, openOf } from './grid.ts'
import { measure } from './measures.ts'
import { dice, filmed, lit, placeOf, sprayed, withPerson } from './place.fixture.ts'
import { alike, printOf, printText, readPrint } from './print.ts'
import { correlation, kept, reliefOf, signsOf } from './relief.ts'

const test = suite('measures')

const all = openOf([])
const even = (value: number): Uint8Array => new Uint8Array(LOOK.width * LOOK.height).fill(value)
const close = (one: number, other: number, by: number, what: string): void =>
  assert.ok(Math.abs(one - other) <= by, `${what}: ${one} is not ${other} ± ${by}`)

test('an even picture has its grey as mean, and nothing else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), (value) => {
      const { mean, std, bright, black, even: share, detail } = measure(even(value), all)
      assert.equal([mean, std, share, detail], [value, 0, 1, 0])
      assert.equal([bright, black], [value >= 250 ? 1 : 0, value <= 8 ? 1 : 0])
    }),
    { numRuns: 20 },
  )
})

test('mean and deviation are those of the pixels', () => {
  const grey = filmed(placeOf(5), dice(1))
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length
  const std = Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length)
  const look = measure(grey, all)
  close(look.mean, mean, 1e-6, 'mean')
  close(look.std, std, 1e-6, 'deviation')
})

test('only what differs from the picture before has changed', () => {
  const grey = filmed(placeOf(5), dice(1))
  const other = grey.slice()
  for (let at = 0; at < 576; at += 1) other[at] = (other[at] ?? 0) ^ 1
  assert.is(measure(grey, all).changed, 1)
  assert.is(measure(grey, all, grey).changed, 0)
  close(measure(other, all, grey).changed, 0.01, 1e-9, 'changed')
})

test('a masked area is black before anybody looks, and changes no measure', () => {
  const open = openOf([{ x: 100, y: 201, w: 333, h: 500 }])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 50 }), (fill, seed) => {
      const grey = filmed(placeOf(5), dice(1))
      const painted = grey.map((value, at) => (open.pixels[at] === 0 ? (fill * seed + at) % 256 : value))
      blacken(painted, open)
      assert.ok(painted.every((value, at) => open.pixels[at] === 1 || value === 0))
      const plain = grey.slice()
      blacken(plain, open)
      assert.equal(measure(painted, open), measure(plain, open))
    }),
    { numRuns: 5 },
  )
})

test('masks reach outwards to whole pixels, and everything masked leaves nothing', () => {
  const open = openOf([{ x: 1, y: 1, w: 4, h: 6 }])
  assert.equal([open.pixels[0], open.pixels[1], open.pixels[2], open.pixels[LOOK.width * 2]], [0, 0, 1, 1])
  assert.is(open.cells[0], 0)
  const none = openOf([{ x: 0, y: 0, w: 1000, h: 1000 }])
  assert.is(none.share, 0)
  assert.equal(measure(even(0), none).mean, 0)
})

test('paint on the lens takes the detail and leaves light and dark', () => {
  const place = placeOf(5)
  const before = measure(filmed(place, dice(1)), all)
  const after = measure(filmed(sprayed(place), dice(1)), all)
  assert.ok(after.detail < 0.25 * before.detail)
  assert.ok(after.std > 0.6 * before.std)
})

const relief = suite('relief')
const cellsOf = (place: Float32Array): Float32Array => measure(filmed(place, dice(3)), all).cells
const signs = (place: Float32Array): Int8Array => signsOf(reliefOf(cellsOf(place), all.cells))

relief('light changes leave it, another place has none of it, a person takes a part', () => {
  const place = placeOf(6)
  for (const gain of [0.2, 0.5, 1.4]) assert.ok(kept(signs(place), signs(lit(place, gain))) > 0.8)
  assert.ok(Math.abs(kept(signs(place), signs(placeOf(77)))) < 0.15)
  const half = kept(signs(place), signs(withPerson(place, 0.2, 0.5)))
  assert.ok(half > 0.35 && half < 0.8, `${half}`)
  assert.is(kept(signs(place), new Int8Array(CELLS)), 0)
})

relief('correlation is 1 with itself and -1 with its negative, whatever the light', () => {
  const cells = cellsOf(placeOf(6))
  const brighter = cells.map((value) => value * 1.7 + 20)
  close(correlation(cells, brighter, all.cells), 1, 1e-6, 'brighter')
  close(
    correlation(
      cells,
      cells.map((value) => -value),
      all.cells,
    ),
    -1,
    1e-6,
    'negative',
  )
  assert.is(correlation(cells, new Float32Array(CELLS).fill(9), all.cells), 0)
})

relief('a print tells about the same as the relief itself', () => {
  const place = signs(placeOf(6))
  const others = [placeOf(6), lit(placeOf(6), 0.3), withPerson(placeOf(6), 0.2, 0.5), placeOf(40), placeOf(41)]
  for (const other of others.map(signs)) {
    close(alike(printOf(place), printOf(other)), kept(place, other), 0.25, 'alike')
  }
})

relief('a print goes into text and back, and other text is none', () => {
  const print = printOf(signs(placeOf(6)))
  assert.equal(readPrint(printText(print)), print)
  assert.is(printText(print).length, 512)
  for (const text of ['', '01', printText(print).replace('1', '2')]) assert.is(readPrint(text), undefined)
})

test.run()
relief.run()
