// A film as whoever looks at it sees it: decoded by ffmpeg, picture by picture, in grey.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFrameNumber } from '#device/camera/scene/number.ts'

const DEADLINE = 30_000

export interface Seen {
  /** Counted by the drawn scene and burnt in; undefined where it cannot be read. */
  readonly number: number | undefined
  /** One byte a pixel. */
  readonly grey: Uint8Array
}

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** @throws when the film does not play from its beginning to its end */
export const picturesOf = async (film: Uint8Array, { width, height }: PictureSize): Promise<readonly Seen[]> => {
  const asked = ['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-map', '0:v', '-fps_mode', 'passthrough']
  const child = spawn('ffmpeg', [...asked, '-enc_time_base', '-1', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
  })
  const out: Buffer[] = []
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(0, 500)
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(film)
  await once(child, 'close')
  if (said !== '') throw new Error(`The film does not play: ${said}`)
  const bytes = Buffer.concat(out)
  const size = width * height
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, at) => {
    const grey = new Uint8Array(bytes.subarray(at * size, (at + 1) * size))
    return { grey, number: readFrameNumber(grey, width, height) }
  })
}

/** How much two pictures differ, 0..255 a pixel. */
export const difference = (one: Seen, other: Seen): number => {
  let sum = 0
  for (let at = 0; at < one.grey.length; at += 1) sum += Math.abs((one.grey[at] ?? 0) - (other.grey[at] ?? 0))
  return sum / one.grey.length
}
