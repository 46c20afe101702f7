import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import type { Sound } from '../../camera/frame.ts'
import { systemClock } from '../../clock/system.ts'
import { runsOf } from './boxes.fixture.ts'
import { collect, within } from './collected.fixture.ts'
import { openEncoding } from './encoding.ts'
import { fakeHub, framesOf, sleep } from './hub.fixture.ts'
import { filmOf, numbersShown, probe, soundOf } from './player.fixture.ts'

const test = suite('film with sound')
const RATE = 48_000
const CHUNK = 4800

/** Silence, and a tone between these times of the film (seconds); begins before the film does. */
const toneBetween = (from: number, to: number, lasts: number): Sound[] =>
  Array.from({ length: (lasts * RATE) / CHUNK + 3 }, (_, n) => {
    const start = (n - 3) * CHUNK
    const pcm = Int16Array.from({ length: CHUNK }, (_sample, at) => {
      const t = (start + at) / RATE
      return t >= from && t < to ? Math.round(12_000 * Math.sin(2 * Math.PI * 1000 * t)) : 0
    })
    return { seen: millis(((start + CHUNK) * 1000) / RATE), pcm: new Uint8Array(pcm.buffer) }
  })

const filmed = async (sounds: readonly Sound[], pictures: number) => {
  const hub = fakeHub(await framesOf(pictures, 10))
  hub.hear(...sounds)
  const log = { warn: () => undefined }
  const parts = { hub, clock: systemClock(), encoder: 'libx264' as const, kilobits: 500, fps: 10, sound: true, log }
  const encoding = openEncoding(parts, 0)
  const collected = collect(encoding)
  await collected.until(2)
  await sleep(200)
  await within(4000, 'stop', encoding.stop())
  await collected.all
  assert.is(await encoding.ended, 'stopped')
  return collected
}

/** Seconds. */
const onset = (samples: Int16Array, level = 3000): number =>
  samples.findIndex((value) => Math.abs(value) > level) / RATE

test('keeps sound and picture together within 50 ms', async () => {
  const { pieces, segments } = await filmed(toneBetween(2, 2.5, 4), 40)
  const film = filmOf(pieces)
  const { streams, packets, said } = await probe(film)
  assert.is(said, '')
  assert.equal(
    streams.map((stream) => stream['codec_name']),
    ['h264', 'aac'],
  )
  assert.is((await numbersShown(film)).length, 40)
  const sound = await soundOf(film)
  assert.ok(Math.abs(onset(sound) - 2) < 0.05, `${onset(sound)} s`)
  assert.ok(Math.abs(sound.length / RATE - 4) < 0.15, `${sound.length / RATE} s`)
  const heard = packets.filter(({ stream }) => stream === 1)
  for (const [at, { dts }] of heard.entries()) assert.ok(Math.abs(dts - (at * 1024) / RATE) < 0.0005)
  let next = 0
  for (const { bytes } of segments()) {
    for (const run of runsOf(bytes).filter(({ track }) => track === 2)) {
      assert.ok(run.at >= next)
      next = run.at + 1
    }
  }
})

test('keeps a tone in its place when the microphone was away', async () => {
  const sounds = toneBetween(3, 3.5, 4).filter(({ seen }) => seen < 800 || seen > 2500)
  const { pieces } = await filmed(sounds, 40)
  const sound = await soundOf(filmOf(pieces))
  assert.ok(Math.abs(onset(sound) - 3) < 0.05, `${onset(sound)} s`)
})

test('makes a film of pictures and a silent track when the microphone never speaks', async () => {
  const { pieces } = await filmed([], 30)
  assert.is((await numbersShown(filmOf(pieces))).length, 30)
})

test.run()
