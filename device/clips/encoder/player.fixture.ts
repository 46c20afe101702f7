// Plays films with ffmpeg and ffprobe, as a stranger would.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { concat, type Piece } from './collected.fixture.ts'
import { SMALL, STRIPES } from './hub.fixture.ts'

interface Played {
  readonly out: Buffer
  readonly said: string
  readonly code: number
}

const DEADLINE = 20_000

const play = async (program: string, options: readonly string[], input: Uint8Array): Promise<Played> => {
  const child = spawn(program, options, { stdio: ['pipe', 'pipe', 'pipe'], timeout: DEADLINE, killSignal: 'SIGKILL' })
  const out: Buffer[] = []
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { out: Buffer.concat(out), said, code }
}

export interface PlayedPacket {
  readonly stream: number
  /** Seconds. */
  readonly pts: number
  readonly dts: number
  readonly key: boolean
}

export interface Probed {
  readonly said: string
  readonly streams: readonly Record<string, unknown>[]
  readonly packets: readonly PlayedPacket[]
}

export const probe = async (film: Uint8Array): Promise<Probed> => {
  const asked = ['-v', 'warning', '-show_streams', '-show_packets', '-of', 'json', '-f', 'mp4', 'pipe:0']
  const { out, said } = await play('ffprobe', asked, film)
  const { streams = [], packets = [] } = JSON.parse(out.toString()) as {
    streams?: Record<string, unknown>[]
    packets?: Record<string, string | number>[]
  }
  return {
    said,
    streams,
    packets: packets.map((packet) => ({
      stream: Number(packet['stream_index']),
      pts: Number(packet['pts_time']),
      dts: Number(packet['dts_time']),
      key: String(packet['flags']).startsWith('K'),
    })),
  }
}

/** The numbers that the pictures show. @param form of the film: mp4, or h264 for a bare stream */
export const numbersShown = async (film: Uint8Array, form = 'mp4', { width, height } = SMALL): Promise<number[]> => {
  const asked = ['-v', 'error', '-f', form, '-i', 'pipe:0', '-map', '0:v', '-fps_mode', 'passthrough']
  const { out, said } = await play('ffmpeg', [...asked, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'], film)
  if (said !== '') throw new Error(`The film does not play: ${said}`)
  const numbers: number[] = []
  const y = Math.floor(height / 4)
  for (let start = 0; start + width * height <= out.length; start += width * height) {
    let number = 0
    for (let bit = 0; bit < STRIPES; bit++) {
      const x = Math.floor(((bit + 0.5) * width) / STRIPES)
      if ((out[start + y * width + x] ?? 0) > 127) number |= 1 << bit
    }
    numbers.push(number)
  }
  return numbers
}

/** Samples of the film's sound, 48 kHz, and the time of the first in seconds. */
export const soundOf = async (film: Uint8Array): Promise<Int16Array> => {
  const asked = ['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-map', '0:a', '-f', 's16le', '-ac', '1', 'pipe:1']
  const { out } = await play('ffmpeg', asked, film)
  return new Int16Array(new Uint8Array(out).buffer, 0, out.length >> 1)
}

export const filmOf = (pieces: readonly Piece[]): Uint8Array => concat(pieces.map(({ bytes }) => bytes))
