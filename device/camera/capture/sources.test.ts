// The ways to get pictures and sound that work without a camera, as the real ffmpeg takes them.

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../clock/system.ts'
import { jpegSize } from '../hub/jpeg-size.ts'
import { createCapture } from './capture.ts'
import { systemLook } from './look.ts'
import { createMicrophone } from './microphone.ts'
import { findCamera, type SourceConfig } from './source.ts'
import { alive, eventually, freshMark, SILENT, tone } from './supervised.fixture.ts'

const test = suite('sources')

const CONFIG: SourceConfig = { source: '', format: 'mjpeg', width: 64, height: 64, fps: 10, control: '' }

/** A film of half a second. */
const makeFilm = async (path: string, coder: readonly string[]): Promise<void> => {
  const args = ['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=128x96:rate=20', '-t', '0.5']
  await promisify(execFile)('ffmpeg', [...args, ...coder, path], { timeout: 20_000 })
}

const filmed = async (coder: readonly string[]): Promise<{ width: number; height: number } | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'film-'))
  const path = join(folder, 'film.mkv')
  const clock = systemClock()
  await makeFilm(path, coder)
  const find = findCamera({ ...CONFIG, source: `file:${path}` }, '', systemLook)
  const capture = createCapture({ find, clock, log: SILENT, now: clock.now })
  const sizes: ReturnType<typeof jpegSize>[] = []
  capture.listen(({ jpeg }) => sizes.push(jpegSize(jpeg)))
  try {
    capture.power(true)
    // More than twice as long as the film.
    await eventually(() => sizes.length >= 25, 'the film goes round')
    assert.equal(capture.status(), { is: 'running' })
    return sizes.at(-1)
  } finally {
    await capture.close()
    assert.equal(await alive(path), [])
    await rm(folder, { recursive: true })
  }
}

test('plays a film of JPEG round and round as it is', async () => {
  assert.equal(await filmed(['-c:v', 'mjpeg']), { width: 128, height: 96 })
})

test('makes JPEG of any other film, no larger than asked for', async () => {
  assert.equal(await filmed(['-c:v', 'libx264', '-preset', 'ultrafast']), { width: 64, height: 48 })
})

test('sees that a film is not there, or is none', async () => {
  const look = async (path: string) => findCamera({ ...CONFIG, source: `file:${path}` }, '', systemLook)()
  assert.is(await look('/no/such/film.mkv'), 'unreadable')
  assert.is(await look(import.meta.filename), 'unreadable')
})

test('hears whole samples while it is on, and nothing when it is off', async () => {
  const mark = freshMark()
  const clock = systemClock()
  const microphone = createMicrophone({ find: async () => tone(mark), clock, log: SILENT })
  let bytes = 0
  let loudest = 0
  microphone.listen(({ pcm }) => {
    assert.is(pcm.length % 2, 0)
    bytes += pcm.length
    const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
    for (let at = 0; at < pcm.length; at += 2) loudest = Math.max(loudest, view.getInt16(at, true))
  })
  try {
    assert.equal(microphone.status(), { is: 'off' })
    microphone.power(true)
    await eventually(() => bytes > 48_000, 'half a second of sound')
    // The tone's height is an eighth of what there is room for.
    assert.ok(loudest > 3000 && loudest < 5000, `loudest ${loudest}`)
    microphone.power(false)
    const before = bytes
    await eventually(async () => (await alive(mark)).length === 0, 'gone')
    assert.is(bytes, before)
  } finally {
    await microphone.close()
  }
})

test.run()
