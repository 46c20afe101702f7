// What travels in the data channel `video`, door to viewer: pieces of access units behind a header of 24 bytes, so
// that no message is larger than every browser takes (RFC 8831 §6.6). Numbers are big-endian.

import type { EpochMs } from '../units.ts'

export const VIDEO_CHANNEL = 'video'
export const CONTROL_CHANNEL = 'control'
/**
 * Both channels are made by the viewer, reliable and in order (RFC 8831 §6.1: neither lifetime nor number of tries).
 * At 3 % loss and 80 ms round trip 500 kbit/s came with p95 about 200 ms in every mode that was tried, ordered or not.
 * In order and with nothing lost, whatever comes can be decoded; in exchange nobody may queue: the door sends no more
 * than the path takes at once, so that an outage leaves little to be sent again.
 */
export const CHANNEL_INIT = { ordered: true } as const

/** Bytes of a message, header included. */
export const MESSAGE_BYTES = 60_000
/** Bytes of one access unit or still picture; whatever says it is larger is not taken. */
export const UNIT_BYTES = 4 * 1024 * 1024
export const HEADER_BYTES = 24

/** `full`: the encode that also makes the clips. `small`: about 500 kbit/s. */
export type Stream = 'full' | 'small'

export interface Unit {
  /** `config`: an AVCDecoderConfigurationRecord for the pictures from `number` on. `still`: a JPEG. */
  readonly what: 'config' | 'picture' | 'still'
  readonly stream: Stream
  readonly key: boolean
  /**
   * The camera's number of the picture; grows, with gaps. It goes back where a group of pictures is sent once more, or
   * the stream changes: such pictures are decoded and acknowledged, not shown.
   */
  readonly number: number
  /** When it was captured, by the door's clock. */
  readonly at: EpochMs
  readonly data: Uint8Array
}

const KINDS = ['config', 'picture', 'still'] as const

/** The messages of one unit, in order. */
export const piecesOf = (unit: Unit): Uint8Array<ArrayBuffer>[] => {
  const room = MESSAGE_BYTES - HEADER_BYTES
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let offset = 0; offset === 0 || offset < unit.data.length; offset += room) {
    const part = unit.data.subarray(offset, offset + room)
    const bytes = new Uint8Array(HEADER_BYTES + part.length)
    const view = new DataView(bytes.buffer)
    view.setUint8(0, KINDS.indexOf(unit.what))
    view.setUint8(1, unit.key ? 1 : 0)
    view.setUint8(2, unit.stream === 'small' ? 1 : 0)
    view.setUint32(4, unit.number)
    view.setFloat64(8, unit.at)
    view.setUint32(16, unit.data.length)
    view.setUint32(20, offset)
    bytes.set(part, HEADER_BYTES)
    pieces.push(bytes)
  }
  return pieces
}

/** Puts messages together again. A message that does not follow drops the unit it broke into: the next one begins anew. */
export const createGathering = (): ((message: ArrayBuffer) => Unit | undefined) => {
  let open: { unit: Unit; filled: number; into: Uint8Array } | undefined
  return (message) => {
    if (message.byteLength < HEADER_BYTES || message.byteLength > MESSAGE_BYTES) return undefined
    const view = new DataView(message)
    const what = KINDS[view.getUint8(0)]
    const [total, offset] = [view.getUint32(16), view.getUint32(20)]
    const part = new Uint8Array(message, HEADER_BYTES)
    if (!what || total > UNIT_BYTES || offset + part.length > total) return undefined
    const number = view.getUint32(4)
    if (offset === 0) {
      const into = new Uint8Array(total)
      const stream = view.getUint8(2) === 1 ? 'small' : 'full'
      const unit = {
        what,
        stream,
        key: (view.getUint8(1) & 1) === 1,
        number,
        at: view.getFloat64(8) as EpochMs,
      } as const
      open = { unit: { ...unit, data: into }, filled: 0, into }
    }
    if (!open || open.unit.number !== number || open.unit.what !== what || open.filled !== offset) {
      open = undefined
      return undefined
    }
    open.into.set(part, offset)
    open.filled += part.length
    if (open.filled < open.into.length) return undefined
    const { unit } = open
    open = undefined
    return unit
  }
}
