// A film decoded picture by picture, and the numbers that the drawn door burnt into them.

import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import type { Size } from '#device/camera/picture/picture.ts'
import { readFrameNumber } from '#device/camera/scene/number.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { within } from './wait.ts'

export interface Decoded {
  readonly pictures: number
  /** As burnt in; undefined where none could be read for certain. */
  readonly numbers: readonly (number | undefined)[]
}

const DECODED_WITHIN = 60_000
const SAID_MOST = 500

/** @param file where the film is put @throws HausrechtError `bench_film` when ffmpeg complains of anything */
export const decodeFilm = async (film: Uint8Array, file: string, { width, height }: Size): Promise<Decoded> => {
  await writeFile(file, film)
  const args = [
    '-nostdin',
    '-v',
    'error',
    '-i',
    file,
    '-map',
    '0:v:0',
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1:1000',
  ]
  const child = spawn('ffmpeg', [...args, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const numbers: (number | undefined)[] = []
  const picture = new Uint8Array(width * height)
  let [got, said] = [0, '']
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + picture.length - got)
      picture.set(part, got)
      at += part.length
      got += part.length
      if (got < picture.length) continue
      numbers.push(readFrameNumber(picture, width, height))
      got = 0
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_MOST)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    const code = await within(ended, 'the film to be decoded', DECODED_WITHIN)
    if (code !== 0 || said !== '' || got > 0) throw new HausrechtError('bench_film', `A film does not decode: ${said}`)
  } finally {
    child.kill('SIGKILL')
  }
  return { pictures: numbers.length, numbers }
}
