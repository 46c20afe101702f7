// The film that stands for a USB camera: the drawn door as a camera's own JPEGs, made once and kept.

import { spawn } from 'node:child_process'
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createScene } from '#device/camera/scene/scene.ts'
import { createStage } from '#device/camera/scene/stage.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { within } from '../parts/wait.ts'

export interface Format {
  readonly width: number
  readonly height: number
  readonly fps: number
}

/** How many of the pictures that came in this time were encoded in it: 1 on a machine that is not too busy. */
export const paceOf = (pictures: number, { fps }: Format, ms: number): number => (pictures * 1000) / ms / fps

/** Seconds: then it begins again. Somebody comes up to the door meanwhile. */
const LASTS = 10
const COMES = 1000
const WRITTEN_WITHIN = 20_000

/** Says no more than that it is there: another drawing asks for another name. */
const nameOf = ({ width, height, fps }: Format): string => `door-${width}x${height}-${fps}-1.mkv`

async function* draw({ width, height, fps }: Format): AsyncGenerator<Uint8Array> {
  const scene = createScene(createStage({ width, height }))
  for (let n = 0; n < LASTS * fps; n += 1) {
    const now = millis((n * 1000) / fps)
    if (n === Math.round((COMES * fps) / 1000)) scene.ask({ person: 'comes' }, now)
    const jpeg = await scene.next(now, epochMs(1_790_000_000_000 + Math.round(now)))
    if (jpeg) yield jpeg
  }
}

/** @returns where the film lies @throws HausrechtError `bench_film` */
export const filmOf = async (format: Format, cache: string): Promise<string> => {
  const path = join(cache, nameOf(format))
  if (await stat(path).catch(() => undefined)) return path
  const half = `${path}.half`
  const input = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', String(format.fps), '-i', 'pipe:0']
  const args = ['-v', 'error', ...input, '-c:v', 'copy', '-f', 'matroska', '-y', half]
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  // Told by how it ends.
  child.stdin.on('error', () => undefined)
  try {
    for await (const jpeg of draw(format)) child.stdin.write(jpeg)
    child.stdin.end()
    const code = await within(ended, 'the film to be written', WRITTEN_WITHIN)
    if (code !== 0) throw new HausrechtError('bench_film', `ffmpeg could not write ${half}`)
  } finally {
    child.kill('SIGKILL')
  }
  await rename(half, path)
  return path
}
