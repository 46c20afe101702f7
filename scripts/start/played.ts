// The visit's clip, as its owner sees it afterwards: taken from the clip service, opened, checked as evidence on its
// own, and decoded picture by picture.

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Raw, rgbOf } from '#device/camera/picture/picture.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { People } from './people.ts'
import { mustType, type } from './typed.ts'

const run = promisify(execFile)

/** Post-roll, the last segment, and its way to the service. */
const CLIP_LIMIT = 60_000
const EACH = 200
const PROBE_LIMIT = 60_000
/** Columns of the picture in the terminal; two pixels a line. */
const PICTURE = { width: 64, height: 36 }

export interface Played {
  readonly clip: string
  readonly pictures: number
  readonly seconds: number
  /** Seconds of film before the request. */
  readonly before: number
  /** Largest step between two pictures, in milliseconds. */
  readonly widest: number
  readonly bytes: number
  readonly files: number
  readonly poster: Raw
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Listed {
  readonly clip: string
  readonly at: number
  readonly bytes: number
}

/** The newest clip of a visit, once it is whole. @throws HausrechtError `clip_missing` */
const endedClip = async (home: string): Promise<Listed> => {
  for (const until = performance.now() + CLIP_LIMIT; performance.now() < until; await pause(EACH)) {
    const { all } = await type(home, ['clips', 'list', '--most', '5'])
    const found = all.find((one) => one['why'] === 'visit')
    if (found?.['ended'] === true)
      return { clip: String(found['clip']), at: Number(found['at']), bytes: Number(found['bytes']) }
  }
  throw new HausrechtError('clip_missing', 'The visit’s clip did not come to the clip service')
}

/** Time stamps of every picture that decodes, in milliseconds. */
const decode = async (film: string): Promise<number[]> => {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', film]
  const { stdout, stderr } = await run('ffprobe', args, { timeout: PROBE_LIMIT, maxBuffer: 1 << 24 })
  if (stderr !== '') throw new HausrechtError('clip_unplayable', `ffprobe: ${stderr.slice(0, 300)}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseFloat(line) * 1000)
}

/** @param asked when the request was made, by this machine's clock */
export const playBack = async ({ home }: People, asked: number): Promise<Played> => {
  const { clip, at, bytes } = await endedClip(home.path)
  const folder = join(home.path, 'evidence')
  await mustType(home.path, ['clips', 'export', clip, '--to', folder, '--sealed'])
  const { files } = await mustType(home.path, ['verify', folder])
  const stamps = await decode(join(folder, 'film.mp4'))
  const steps = stamps.slice(1).map((stamp, n) => stamp - (stamps[n] ?? stamp))
  return {
    clip,
    bytes,
    pictures: stamps.length,
    seconds: ((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)) / 1000,
    before: (asked - at) / 1000,
    widest: Math.max(0, ...steps),
    files: (files as { readonly count: number }).count,
    poster: await rgbOf(await readFile(join(folder, 'poster.jpg')), PICTURE),
  }
}
