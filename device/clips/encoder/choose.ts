// Which encoder: the Pi's own only after it has proven itself on this very machine, else the one in software. An
// encoder that is listed is not yet one that works: drivers differ between kernels and boards.

import { jpegOf, type Size } from '../../camera/picture/picture.ts'
import type { Config } from '../../config/config.ts'
import { type Encoder, pictureArguments } from './arguments.ts'
import { codedOf } from './film/access-unit.ts'
import { matroskaBefore, matroskaHead } from './matroska.ts'
import { createPackets, type Packet } from './packets.ts'
import { startProgram } from './program.ts'

const PICTURES = 10
const TRIED: Size = { width: 640, height: 360 }
/** Milliseconds between two pictures: ten of them are two seconds, so that key frames must come by time. */
const APART = 200
const KEYS_LEAST = 3
const KILOBITS = 1000
/** For each of the two programs. */
const PATIENCE = 4000
/** Greys that differ by less than this count as the same. */
const NEAR = 24

const lightOf = (n: number): number => 20 + n * 22

/** Runs a program on these bytes. @returns whether it ended well and in time */
const run = async (
  ffmpeg: string,
  options: readonly string[],
  input: readonly Uint8Array[],
  outputs: Parameters<typeof startProgram>[2],
): Promise<boolean> => {
  const program = startProgram(ffmpeg, options, outputs)
  const late = setTimeout(() => program.kill(), PATIENCE)
  await Promise.race([program.send(...input).then(() => program.finish()), program.ended])
  const { code } = await program.ended
  clearTimeout(late)
  return code === 0
}

const film = async (): Promise<readonly Uint8Array[]> => {
  const parts = [matroskaHead(TRIED, 1000 / APART)]
  for (let n = 0; n < PICTURES; n++) {
    const data = new Uint8Array(TRIED.width * TRIED.height * 3).fill(lightOf(n))
    const jpeg = await jpegOf({ ...TRIED, data }, 90)
    parts.push(matroskaBefore(n * APART, jpeg.length), jpeg)
  }
  return parts
}

/** Are these the pictures, in order, by their greys? */
const shows = async (ffmpeg: string, packets: readonly Packet[]): Promise<boolean> => {
  const shown: Uint8Array[] = []
  const options = [
    '-hide_banner',
    '-loglevel',
    'error',
    '-nostdin',
    '-f',
    'h264',
    '-i',
    'pipe:0',
    '-fps_mode',
    'passthrough',
  ]
  const grey = ['-vf', 'scale=1:1:flags=area', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1']
  const stream = packets.map(({ data }) => data)
  const well = await run(ffmpeg, [...options, ...grey], stream, { 1: (bytes) => shown.push(bytes) })
  const lights = Buffer.concat(shown)
  return well && lights.length === PICTURES && lights.every((light, n) => Math.abs(light - lightOf(n)) < NEAR)
}

/** Encodes ten pictures and looks at them. @param ffmpeg the program */
export const proves = async (encoder: Encoder, ffmpeg = 'ffmpeg'): Promise<boolean> => {
  const packets: Packet[] = []
  const faults: string[] = []
  const read = createPackets(
    (packet) => packets.push(packet),
    (what) => faults.push(what),
  )
  const options = pictureArguments({ ...TRIED, encoder, kilobits: KILOBITS })
  const outputs = { 1: (bytes: Uint8Array) => read.bytes(bytes), 3: (lines: Uint8Array) => read.index(lines) }
  if (!(await run(ffmpeg, options, await film(), outputs)) || faults.length > 0) return false
  const coded = packets.map(({ t, data }) => ({ t, ...codedOf(data) })).filter(({ data }) => data?.length !== 0)
  const inTime = coded.length === PICTURES && coded.every(({ t, data }, n) => data !== undefined && t === n * APART)
  const keyed = coded[0]?.key === true && coded.filter(({ key }) => key).length >= KEYS_LEAST
  return inTime && keyed && (await shows(ffmpeg, packets))
}

/** Takes seconds at most, once, at the start. */
export const chooseEncoder = async (
  wish: Config['camera']['encoder'],
  prove: (encoder: Encoder) => Promise<boolean> = proves,
): Promise<Encoder> => (wish !== 'libx264' && (await prove('h264_v4l2m2m')) ? 'h264_v4l2m2m' : 'libx264')
