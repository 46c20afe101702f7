import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import { greyOf } from '../picture/picture.ts'
import type { Mood } from './mood.ts'
import { NUMBERS, readFrameNumber } from './number.ts'
import { createScene, type Scene } from './scene.ts'
import { createStage, type Stage } from './stage.ts'

const test = suite('scene')
const SIZE = { width: 320, height: 180 }
const SHUT = { leaf: 'shut', powered: true, infrared: false } as const
/** Neither a cloud nor a car passes in the first seconds. */
const EARLY = 1000

interface Look {
  readonly jpeg: Uint8Array
  readonly grey: Uint8Array
  readonly mean: number
  readonly std: number
  readonly saturated: number
  readonly sharpness: number
  readonly number: number | undefined
}

const looked = async (jpeg: Uint8Array | undefined): Promise<Look> => {
  assert.ok(jpeg)
  const grey = await greyOf(jpeg, SIZE)
  const mean = grey.reduce((sum, level) => sum + level, 0) / grey.length
  const std = Math.sqrt(grey.reduce((sum, level) => sum + (level - mean) ** 2, 0) / grey.length)
  let edges = 0
  for (let at = SIZE.width; at < grey.length - SIZE.width; at += 1) {
    const around =
      (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - SIZE.width] ?? 0) + (grey[at + SIZE.width] ?? 0)
    edges += Math.abs(4 * (grey[at] ?? 0) - around)
  }
  const saturated = grey.filter((level) => level > 245).length / grey.length
  const number = readFrameNumber(grey, SIZE.width, SIZE.height)
  return { jpeg, grey, mean, std, saturated, sharpness: edges / grey.length, number }
}

const correlation = (a: Look, b: Look): number =>
  a.grey.reduce((sum, level, at) => sum + (level - a.mean) * ((b.grey[at] ?? 0) - b.mean), 0) /
  (a.grey.length * a.std * b.std)

const stage: Stage = createStage(SIZE)
const at = (now: number): readonly [ReturnType<typeof millis>, ReturnType<typeof epochMs>] => [
  millis(now),
  epochMs(1_800_000_000_000 + now),
]
const next = (scene: Scene, now: number): Promise<Uint8Array | undefined> => scene.next(...at(now))

/** The view as it is, and what a mood makes of it. */
const inMood = async (mood: Mood, rig = {}): Promise<readonly [Look, Look]> => {
  const scene = createScene(stage)
  const clear = await looked(await next(scene, EARLY))
  scene.rig({ ...SHUT, ...rig }, millis(EARLY))
  scene.ask({ mood }, millis(EARLY + 50))
  return [clear, await looked(await next(scene, EARLY + 200))]
}

test('shows a bright, sharp view that is never twice the same', async () => {
  const scene = createScene(stage)
  const [one, two] = [await looked(await next(scene, EARLY)), await looked(await next(scene, EARLY))]
  assert.ok(one.mean > 70 && one.mean < 180, `mean ${one.mean}`)
  assert.ok(one.std > 25, `std ${one.std}`)
  assert.ok(one.saturated < 0.02, `saturated ${one.saturated}`)
  assert.ok(correlation(one, two) > 0.9, `correlation ${correlation(one, two)}`)
  assert.is.not(Buffer.compare(one.jpeg, two.jpeg), 0)
  assert.equal([one.number, two.number], [0, 1])
})

test('shows the time in its strip where it is asked to, and its count again', async () => {
  const scene = createScene(stage)
  const next = async (now: number) => (await looked(await scene.next(...at(now)))).number
  assert.is(await next(EARLY), 0)
  scene.ask({ numbers: 'time' }, millis(EARLY))
  assert.is(await next(EARLY + 40), (1_800_000_000_000 + EARLY + 40) % NUMBERS)
  scene.ask({ numbers: 'count' }, millis(EARLY))
  assert.is(await next(EARLY + 80), 2)
})

test('is dark and even when covered, and its number can still be read', async () => {
  const [clear, covered] = await inMood('covered')
  assert.ok(covered.std < 6, `std ${covered.std}`)
  assert.ok(covered.mean < 35, `mean ${covered.mean}`)
  assert.ok(Math.abs(correlation(clear, covered)) < 0.4)
  assert.is(covered.number, 1)
})

test('loses its edges and nothing else when sprayed', async () => {
  const [clear, sprayed] = await inMood('sprayed')
  assert.ok(sprayed.sharpness < clear.sharpness / 4, `${sprayed.sharpness} of ${clear.sharpness}`)
  assert.ok(Math.abs(sprayed.mean - clear.mean) < 12)
  assert.is(sprayed.number, 1)
})

test('is burnt out over a good part when blinded', async () => {
  const [, blinded] = await inMood('blinded')
  assert.ok(blinded.saturated > 0.2, `saturated ${blinded.saturated}`)
  assert.is(blinded.number, 1)
})

test('shows something else when turned', async () => {
  const [clear, turned] = await inMood('turned')
  assert.ok(correlation(clear, turned) < 0.3, `correlation ${correlation(clear, turned)}`)
  assert.ok(turned.std > 20)
})

test('gives the very same bytes when frozen', async () => {
  const scene = createScene(stage)
  const before = await next(scene, EARLY)
  scene.ask({ mood: 'frozen' }, millis(EARLY))
  assert.is(await next(scene, EARLY + 100), before)
  assert.is(await next(scene, EARLY + 200), before)
  scene.ask({ mood: 'clear' }, millis(EARLY + 300))
  assert.is((await looked(await next(scene, EARLY + 400))).number, 1)
})

test('is dark at night, and grey and alike by infrared', async () => {
  const [clear, dark] = await inMood('dark')
  assert.ok(dark.mean < 25, `mean ${dark.mean}`)
  assert.ok(correlation(clear, dark) > 0.5, `correlation ${correlation(clear, dark)}`)
  const [, night] = await inMood('dark', { infrared: true })
  assert.ok(night.mean > 50, `mean ${night.mean}`)
  assert.ok(correlation(clear, night) > 0.55, `correlation ${correlation(clear, night)}`)
})

test('is clear again by itself after a hand', async () => {
  const [clear, hand] = await inMood('hand')
  assert.ok(correlation(clear, hand) < 0.8)
  const scene = createScene(stage)
  scene.ask({ mood: 'hand' }, millis(EARLY))
  assert.ok(correlation(clear, await looked(await next(scene, EARLY + 500))) > 0.95)
})

test('delivers nothing while lost or without power, and goes on where it was', async () => {
  const scene = createScene(stage)
  await next(scene, EARLY)
  scene.ask({ mood: 'lost' }, millis(EARLY))
  assert.is(await next(scene, EARLY + 100), undefined)
  scene.ask({ mood: 'clear' }, millis(EARLY))
  scene.rig({ ...SHUT, powered: false }, millis(EARLY))
  assert.is(await next(scene, EARLY + 200), undefined)
  scene.rig(SHUT, millis(EARLY))
  assert.is((await looked(await next(scene, EARLY + 300))).number, 1)
})

test('shows the door move with the rig, and whoever asked to come in', async () => {
  const scene = createScene(stage)
  const shut = await looked(await next(scene, EARLY))
  scene.rig({ ...SHUT, visitor: true }, millis(EARLY))
  const visited = await looked(await next(scene, EARLY + 1500))
  const changed = (a: Look, b: Look): number =>
    a.grey.filter((level, place) => Math.abs(level - (b.grey[place] ?? 0)) > 25).length / a.grey.length
  assert.ok(changed(shut, visited) > 0.02, 'somebody came')
  const other = createScene(stage)
  other.rig({ ...SHUT, leaf: 'open' }, millis(EARLY))
  const open = await looked(await next(other, EARLY + 900))
  assert.ok(changed(shut, open) > 0.03, 'the door opened')
  assert.is(other.ask({ person: 'passes' }, millis(EARLY + 1000)), 'somebody is there already')
})

test.run()
