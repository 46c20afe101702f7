import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pictureArguments, soundArguments } from './arguments.ts'
import { chooseEncoder, proves } from './choose.ts'

const test = suite('choice of encoder')

test('proves the encoder in software by its pictures', async () => {
  assert.is(await proves('libx264'), true)
})

test('does not take an encoder that is not there', async () => {
  assert.is(await proves('libx264', '/nowhere/ffmpeg'), false)
})

test('does not take a program that gives garbage, or nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-encoder-'))
  try {
    for (const [name, body] of [
      ['garbage', 'cat >/dev/null; head -c 100000 /dev/urandom; head -c 5000 /dev/urandom >&3'],
      ['nothing', 'cat >/dev/null'],
    ] as const) {
      const program = join(folder, name)
      await writeFile(program, `#!/bin/sh\n${body}\n`)
      await chmod(program, 0o755)
      assert.is(await proves('libx264', program), false)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('takes the Pi’s own encoder only where it has proven itself', async () => {
  const asked: string[] = []
  const prove = (well: boolean) => async (encoder: string) => {
    asked.push(encoder)
    return well
  }
  assert.is(await chooseEncoder('auto', prove(true)), 'h264_v4l2m2m')
  assert.is(await chooseEncoder('auto', prove(false)), 'libx264')
  assert.is(await chooseEncoder('h264_v4l2m2m', prove(false)), 'libx264')
  assert.equal(asked, ['h264_v4l2m2m', 'h264_v4l2m2m', 'h264_v4l2m2m'])
  assert.is(await chooseEncoder('libx264', prove(true)), 'libx264')
  assert.is(asked.length, 3)
})

test('tells either encoder to give bare pictures with an index, key frames by time and no B-frames', () => {
  for (const encoder of ['libx264', 'h264_v4l2m2m'] as const) {
    const told = pictureArguments({ encoder, width: 1280, height: 720, kilobits: 2500 })
    const after = (option: string) => told[told.lastIndexOf(option) + 1]
    assert.is(after('-c:v'), encoder)
    assert.is(after('-f'), 'tee')
    assert.match(told.at(-1) ?? '', /f=h264.*pipe:1\|.*f=framecrc.*pipe:3/)
    assert.is(after('-bf'), '0')
    assert.is(after('-fps_mode'), 'passthrough')
    assert.is(after('-vf'), 'scale=1280:720')
    assert.match(after('-force_key_frames') ?? '', /^expr:/)
    assert.is(after(encoder === 'libx264' ? '-maxrate' : '-b:v'), '2500k')
  }
  assert.is(soundArguments().at(-1), 'pipe:1')
})

test.run()
