// A long film of the drawn door, cut as the recorder cuts one: encoded once, kept in the bench's cache.

import { spawn } from 'node:child_process'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { type Format, filmOf } from '../capture/film.ts'
import { within } from '../parts/wait.ts'

/** Seconds after which the drawn film begins again. */
export const LOOP = 10
const MADE_WITHIN = 300_000

export interface Cut {
  readonly init: Uint8Array<ArrayBuffer>
  /** A second each, beginning with a key frame. */
  readonly segments: readonly Uint8Array<ArrayBuffer>[]
  readonly poster: Uint8Array<ArrayBuffer>
}

const ffmpeg = async (args: readonly string[]): Promise<void> => {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    if ((await within(ended, 'ffmpeg', MADE_WITHIN)) !== 0) {
      throw new HausrechtError('bench_film', `ffmpeg could not do this: ${args.join(' ')}`)
    }
  } finally {
    child.kill('SIGKILL')
  }
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined

/** As the device's encoder is set, with a key frame each second. */
const encoded = async (format: Format, cache: string): Promise<string> => {
  const path = join(cache, `play-${format.width}x${format.height}-${format.fps}-1.mp4`)
  if (await isThere(path)) return path
  const input = ['-i', await filmOf(format, cache), '-an', '-pix_fmt', 'yuv420p', '-c:v', 'libx264']
  const how = ['-preset', 'veryfast', '-tune', 'zerolatency', '-crf', '23', '-bf', '0', '-sc_threshold', '0']
  const group = ['-maxrate', '2500k', '-bufsize', '2500k', '-g', `${format.fps}`, '-threads', '1']
  await ffmpeg([...input, ...how, ...group, '-f', 'mp4', '-y', `${path}.half`])
  await rename(`${path}.half`, path)
  return path
}

/** ftyp and moov together, then each moof with its mdat (ISO/IEC 14496-12 §4.2, §8.8). */
const boxesOf = (film: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] => {
  const view = new DataView(film.buffer, film.byteOffset, film.byteLength)
  const cuts = [0]
  for (let at = 0; at + 8 <= film.length; at += Math.max(8, view.getUint32(at))) {
    if (view.getUint32(at + 4) === 0x6d6f6f66) cuts.push(at)
  }
  return cuts.map((cut, at) => film.subarray(cut, cuts[at + 1] ?? film.length))
}

/** @param seconds a multiple of LOOP */
export const cutFilm = async (format: Format, seconds: number, folder: string, cache: string): Promise<Cut> => {
  const source = await encoded(format, cache)
  const [whole, still] = [join(folder, `${seconds}.mp4`), join(folder, 'poster.jpg')]
  const flags = '+frag_keyframe+empty_moov+default_base_moof+skip_trailer'
  const again = ['-stream_loop', `${seconds / LOOP - 1}`, '-i', source]
  await ffmpeg([...again, '-c', 'copy', '-f', 'mp4', '-movflags', flags, '-y', whole])
  await ffmpeg(['-i', source, '-frames:v', '1', '-vf', 'scale=320:-2', '-y', still])
  const [init, ...segments] = boxesOf(new Uint8Array(await readFile(whole)))
  await rm(whole)
  if (!init || segments.length !== seconds) {
    throw new HausrechtError('bench_film', `The film has ${segments.length} segments, not ${seconds}`)
  }
  return { init, segments, poster: new Uint8Array(await readFile(still)) }
}
