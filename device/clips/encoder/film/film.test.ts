import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import { runsOf } from '../boxes.fixture.ts'
import { createAdts, FRAME_SAMPLES, type SoundFrame } from '../sound/adts.ts'
import { avcConfiguration, codedOf } from './access-unit.ts'
import { createGroups, type Segment, type Shown } from './group.ts'

const test = suite('film')
const START = [0, 0, 1]
const LONG_START = [0, 0, 0, 1]
const SPS = [0x67, 0x42, 0xc0, 0x1e, 0x5a]
const PPS = [0x68, 0xce, 0x3c, 0x80 | 1]

test('turns a byte stream into AVC form and keeps parameter sets apart', () => {
  const bytes = [
    ...LONG_START,
    ...SPS,
    ...LONG_START,
    ...PPS,
    ...START,
    6,
    5,
    1,
    ...START,
    0x65,
    9,
    8,
    ...START,
    0x65,
    7,
    0,
  ]
  const coded = codedOf(Uint8Array.from(bytes))
  assert.is(coded?.key, true)
  assert.equal([...(coded?.data ?? [])], [0, 0, 0, 3, 0x65, 9, 8, 0, 0, 0, 2, 0x65, 7])
  assert.equal([...(coded?.sps ?? [])], SPS)
  assert.equal([...(coded?.pps ?? [])], PPS)
  assert.is(codedOf(Uint8Array.from([...START, 0x41, 1]))?.key, false)
  assert.is(codedOf(Uint8Array.from([...LONG_START, ...SPS]))?.data.length, 0)
})

test('refuses bytes that are no H.264', () => {
  for (const bytes of [[], [1, 2, 3, 4], [0, 0, 2], [5, 0, 0, 1, 0x65], [...START, 0xe5, 1]]) {
    assert.is(codedOf(Uint8Array.from(bytes)), undefined)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const coded = codedOf(bytes)
      assert.ok(coded === undefined || coded.data.length <= 2 * bytes.length + 4)
    }),
  )
})

test('writes the decoder configuration, with depth for the high profile', () => {
  const made = avcConfiguration(Uint8Array.from(SPS), Uint8Array.from(PPS))
  assert.equal([...(made ?? [])], [1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, 5, ...SPS, 1, 0, 4, ...PPS])
  const high = avcConfiguration(Uint8Array.from([0x67, 100, 0, 0x1e]), Uint8Array.from(PPS))
  assert.equal([...(high ?? [])].slice(-4), [0xfd, 0xf8, 0xf8, 0])
  assert.is(avcConfiguration(Uint8Array.from([0x67]), Uint8Array.from(PPS)), undefined)
})

const adtsFrame = (content: readonly number[]): number[] => {
  const length = content.length + 7
  return [0xff, 0xf1, 0x4c, 0x40 | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc, ...content]
}

test('finds frames of sound however they are cut, and leaves out the run-up', () => {
  const content = fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 30 }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(content, fc.integer({ min: 1, max: 20 }), (frames, step) => {
      const got: SoundFrame[] = []
      const take = createAdts(
        (frame) => got.push(frame),
        (what) => assert.unreachable(what),
      )
      const bytes = Uint8Array.from(frames.flatMap(adtsFrame))
      for (let at = 0; at < bytes.length; at += step) take(bytes.subarray(at, at + step))
      assert.equal(
        got.map(({ at, data }) => [at, [...data]]),
        frames.slice(1).map((frame, at) => [at * FRAME_SAMPLES, frame]),
      )
    }),
  )
})

test('names sound that is no AAC', () => {
  const spoilt: string[] = []
  const take = createAdts(
    () => assert.unreachable(),
    (what) => spoilt.push(what),
  )
  take(Buffer.from('this is no sound'))
  take(Buffer.from('nor is this'))
  assert.is(spoilt.length, 1)
})

const shown = (n: number, t: number, key: boolean): Shown => ({
  n,
  t,
  key,
  at: epochMs(9000 + t),
  data: Uint8Array.of(n),
})

test('cuts at key frames; every picture is in one segment, and times follow without a gap', () => {
  const step = fc.record({ by: fc.integer({ min: 1, max: 3000 }), key: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const groups = createGroups()
      const cut: Segment[] = []
      let t = 0
      for (const [n, { by, key }] of steps.entries()) {
        const segment = groups.add(shown(n, t, key || n === 0))
        assert.is.not(segment, 'orphan')
        if (segment !== undefined && segment !== 'orphan') cut.push(segment)
        t += by
      }
      const rest = groups.close(millis(40), true)
      assert.ok(rest)
      const all = rest === undefined ? cut : [...cut, rest]
      let [next, end] = [0, 0]
      for (const segment of all) {
        const [run] = runsOf(segment.bytes)
        assert.is(segment.first, next)
        assert.is(run?.at, end)
        assert.is(run?.lasts.length, segment.last - segment.first + 1)
        assert.is(segment.at, 9000 + end)
        next = segment.last + 1
        end += segment.lasts
      }
      assert.is(next, steps.length)
      assert.is(groups.close(millis(40), true), undefined)
    }),
  )
})

test('names a picture that has no key frame before it', () => {
  assert.is(createGroups().add(shown(0, 0, false)), 'orphan')
})

test('puts sound into the segment of its time, and never in one run across a hole', () => {
  const groups = createGroups()
  const hear = (frame: number): void =>
    groups.sound({ at: frame * FRAME_SAMPLES, lasts: FRAME_SAMPLES, data: Uint8Array.of(frame) })
  groups.add(shown(0, 0, true))
  for (const frame of [0, 1, 2, 60]) hear(frame)
  const first = groups.add(shown(1, 500, true))
  const second = groups.add(shown(2, 1000, true))
  assert.ok(first && first !== 'orphan' && second && second !== 'orphan')
  assert.equal(
    runsOf(first.bytes).map(({ track }) => track),
    [1, 2],
  )
  assert.equal(
    runsOf(second.bytes).map(({ track }) => track),
    [1],
  )
})

test.run()
