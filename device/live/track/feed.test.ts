import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { until } from '#test/support/wait.ts'
import { jpegOf, type Raw } from '../../camera/picture/picture.ts'
import { createFeed, type TrackJpeg } from './feed.ts'

const test = suite('pictures for the tracks')

const jpeg = async (number: number, width: number, height: number): Promise<TrackJpeg> => ({
  number,
  at: epochMs(number),
  data: await jpegOf({ data: Buffer.alloc(width * height * 3, 128), width, height }, 80),
})

test('are plain pixels with even sides, no wider than wanted', async () => {
  const got: Raw[] = []
  let width = 1280
  const feed = createFeed({
    width: () => width,
    put: (picture) => got.push(picture),
    trouble: () => assert.unreachable('it has no trouble'),
  })
  feed(await jpeg(1, 321, 181))
  await until(() => got.length === 1, 'the first')
  width = 160
  feed(await jpeg(2, 320, 180))
  await until(() => got.length === 2, 'the second')
  assert.equal(
    got.map((picture) => [picture.width, picture.height]),
    [
      [322, 182],
      [160, 90],
    ],
  )
  for (const picture of got) {
    assert.is(picture.data.length, picture.width * picture.height * 4)
    assert.ok(Math.abs((picture.data[0] ?? 0) - 128) <= 2)
    assert.is(picture.data[3], 255)
  }
})

test('are made one at a time, and only the newest waits', async () => {
  const put: number[] = []
  const waiting: (() => void)[] = []
  const feed = createFeed({
    width: () => 640,
    put: (_, { number }) => put.push(number),
    trouble: () => assert.unreachable('it has no trouble'),
    decode: () =>
      new Promise((resolve) => waiting.push(() => resolve({ data: new Uint8Array(), width: 2, height: 2 }))),
  })
  for (let number = 1; number <= 5; number += 1) feed({ number, at: epochMs(0), data: new Uint8Array() })
  assert.is(waiting.length, 1)
  waiting[0]?.()
  await until(() => waiting.length === 2, 'the next one')
  waiting[1]?.()
  await until(() => put.length === 2, 'both')
  assert.equal(put, [1, 5])
})

test('go on after one that is broken', async () => {
  const [put, troubles]: [number[], unknown[]] = [[], []]
  const feed = createFeed({
    width: () => 640,
    put: (_, { number }) => put.push(number),
    trouble: (error) => troubles.push(error),
  })
  feed({ number: 1, at: epochMs(0), data: Uint8Array.of(1, 2, 3) })
  await until(() => troubles.length === 1, 'it is told')
  feed(await jpeg(2, 64, 48))
  await until(() => put.length === 1, 'the next one')
})

test.run()
