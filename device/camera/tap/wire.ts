// What goes over the camera's socket. To the reader: units behind a header of 24 bytes, numbers big-endian. To the
// camera: one byte, the whole set of streams that are wanted from now on. Both ends are this program's own.

import { UNIT_BYTES } from '#protocol/live/wire.ts'
import { type EpochMs, epochMs } from '#protocol/units.ts'
import { TAP_STREAMS, type TapStream, type TapUnit } from './port.ts'

const HEADER_BYTES = 24

/** One bit for each stream. */
export const wishOf = (streams: ReadonlySet<TapStream>): number =>
  TAP_STREAMS.reduce((wish, stream, bit) => (streams.has(stream) ? wish | (1 << bit) : wish), 0)

export const streamsOf = (wish: number): ReadonlySet<TapStream> =>
  new Set(TAP_STREAMS.filter((_, bit) => (wish >> bit) & 1))

/** The header that goes before the unit's own bytes. */
export const headerOf = (unit: TapUnit): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  const coded = unit.stream === 'full' || unit.stream === 'small' ? unit : undefined
  view.setUint32(0, unit.data.length)
  view.setUint8(4, TAP_STREAMS.indexOf(unit.stream))
  view.setUint8(5, coded?.what === 'config' ? 1 : 0)
  view.setUint8(6, coded?.key === true ? 1 : 0)
  view.setUint32(8, unit.stream === 'sound' ? 0 : unit.number)
  view.setFloat64(16, unit.at)
  return bytes
}

interface Header {
  readonly stream: TapStream
  readonly config: boolean
  readonly key: boolean
  readonly number: number
  readonly at: EpochMs
  readonly length: number
}

const readHeader = (bytes: Buffer): Header | undefined => {
  const stream = TAP_STREAMS[bytes.readUInt8(4)]
  const length = bytes.readUInt32BE(0)
  if (stream === undefined || length > UNIT_BYTES) return undefined
  return {
    ...{ stream, length, config: bytes.readUInt8(5) === 1, key: bytes.readUInt8(6) === 1 },
    ...{ number: bytes.readUInt32BE(8), at: epochMs(bytes.readDoubleBE(16)) },
  }
}

const unitOf = ({ stream, config, key, number, at }: Header, data: Uint8Array): TapUnit => {
  if (stream === 'sound') return { stream, at, data }
  if (stream === 'jpeg') return { stream, number, at, data }
  return { stream, what: config ? 'config' : 'picture', key, number, at, data }
}

/** Fed with what comes in, piece by piece. @returns false from the first header on that cannot be right */
export const createTapReader = (take: (unit: TapUnit) => void): ((chunk: Buffer) => boolean) => {
  let chunks: Buffer[] = []
  let held = 0
  let header: Header | undefined
  let sound = true

  const pull = (length: number): Buffer => {
    const [only] = chunks
    const all = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, held)
    chunks = all.length > length ? [all.subarray(length)] : []
    held -= length
    return all.subarray(0, length)
  }

  return (chunk) => {
    chunks.push(chunk)
    held += chunk.length
    while (sound && held >= (header?.length ?? HEADER_BYTES)) {
      if (header === undefined) {
        header = readHeader(pull(HEADER_BYTES))
        sound = header !== undefined
      } else {
        const whole = header
        header = undefined
        // A copy of its own: a unit that is kept must not keep the whole chunk it came in.
        take(unitOf(whole, new Uint8Array(pull(whole.length))))
      }
    }
    return sound
  }
}
