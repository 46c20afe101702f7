import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import { handClock } from '../../clock/hands.fixture.ts'
import type { AccessUnit, Piece } from '../port.ts'
import { createLive } from './live.ts'
import { createPieces } from './pieces.ts'
import { watchStall } from './stall.ts'

const test = suite('what comes out')

const unit = (number: number, key: boolean, what: AccessUnit['what'] = 'picture'): AccessUnit => ({
  ...{ what, number, key, at: epochMs(0), data: Uint8Array.of(number) },
})
const segment = (first: number, size = 1): Piece => ({
  ...{ what: 'segment', bytes: new Uint8Array(size), at: epochMs(0), lasts: millis(1), first, last: first },
})

test('gives a late viewer the configuration and the current group alone', () => {
  const live = createLive()
  live.tell(unit(0, true, 'config'))
  for (const n of [0, 1, 2, 3, 4]) live.tell(unit(n, n === 0 || n === 3))
  const seen: string[] = []
  const stop = live.listen(({ what, number }) => seen.push(`${what} ${number}`))
  live.tell(unit(5, false))
  stop()
  live.tell(unit(6, false))
  assert.equal(seen, ['config 0', 'picture 3', 'picture 4', 'picture 5'])
})

test('lets go of a viewer that throws, and serves the others', () => {
  const live = createLive()
  let [broken, well] = [0, 0]
  live.listen(() => {
    broken++
    throw new Error('broken viewer')
  })
  live.listen(() => {
    well++
  })
  for (const n of [0, 1, 2]) live.tell(unit(n, n === 0))
  assert.equal([broken, well], [1, 3])
})

test('holds the encoder back for a slow reader, and not once it is to end', async () => {
  const pieces = createPieces()
  const reader = pieces[Symbol.asyncIterator]()
  for (let n = 0; n < 16; n++) pieces.push(segment(n))
  let room = false
  const waiting = pieces.room().then(() => {
    room = true
  })
  await new Promise(setImmediate)
  assert.is(room, false)
  await reader.next()
  await waiting
  pieces.push(segment(16))
  const again = pieces.room()
  pieces.open()
  await again
})

test('lets old segments go when nobody reads at all, but not the init segment', async () => {
  const pieces = createPieces()
  pieces.push({ what: 'init', bytes: new Uint8Array(1) })
  for (let n = 0; n < 40; n++) {
    await pieces.room()
    pieces.push(segment(n, 1024 * 1024))
  }
  pieces.end()
  const got: Piece[] = []
  for await (const piece of pieces) got.push(piece)
  assert.is(got[0]?.what, 'init')
  assert.is(got.length, 32)
  assert.equal(got.at(-1), segment(39, 1024 * 1024))
})

test('ends for a reader that waits, and for one that leaves', async () => {
  const pieces = createPieces()
  const waiting = pieces[Symbol.asyncIterator]().next()
  pieces.end()
  assert.is((await waiting).done, true)
  const left = createPieces()
  const reader = left[Symbol.asyncIterator]()
  const pending = reader.next()
  await reader.return?.()
  assert.is((await pending).done, true)
  left.push(segment(0))
  await left.room()
})

test('calls a program stalled after 2 s of work without result, and only then', () => {
  const clock = handClock(epochMs(0))
  let [busy, stalls] = [true, 0]
  const stall = watchStall(
    clock,
    () => busy,
    () => stalls++,
  )
  clock.pass(3900)
  assert.is(stalls, 0)
  stall.stirred()
  clock.pass(1900)
  stall.stirred()
  busy = false
  clock.pass(60_000)
  assert.is(stalls, 0)
  busy = true
  clock.pass(2500)
  assert.is(stalls, 1)
  clock.pass(60_000)
  assert.is(stalls, 1)
})

test.run()
