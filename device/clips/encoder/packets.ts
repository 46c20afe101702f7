// What the picture program gives back: bare bytes on one pipe, on another a line for each packet (ffmpeg's framecrc:
// stream, dts, pts, duration, size, checksum). Puts the two together; whatever does not fit is garbage.

/** One packet of the encoder, still in Annex B form. */
export interface Packet {
  /** Milliseconds, as they were given to the program. */
  readonly t: number
  readonly data: Uint8Array
}

/** A second of 1080p at 60 Mbit/s is less. */
const PACKET_BYTES = 8 * 1024 * 1024
const WAITING_BYTES = 2 * PACKET_BYTES
const WAITING_LINES = 512
const LINE_BYTES = 512
const LINE = /^0, +(-?\d+), +(-?\d+), +\d+, +(\d+), 0x[\da-f]{8}(?:,|$)/
const TIME_BASE = '#tb 0: 1/1000'

export interface Packets {
  bytes(chunk: Uint8Array): void
  index(chunk: Uint8Array): void
}

/**
 * @param deliver in order
 * @param garbage called once; nothing is delivered afterwards
 */
export const createPackets = (deliver: (packet: Packet) => void, garbage: (what: string) => void): Packets => {
  const chunks: Uint8Array[] = []
  const lines: { readonly t: number; readonly size: number }[] = []
  let held = 0
  let rest = ''
  let spoilt = false
  const spoil = (what: string): void => {
    if (spoilt) return
    spoilt = true
    garbage(what)
  }

  const take = (size: number): Uint8Array => {
    const packet = new Uint8Array(size)
    for (let at = 0; at < size; ) {
      const chunk = chunks[0] as Uint8Array
      const part = chunk.subarray(0, size - at)
      packet.set(part, at)
      at += part.length
      if (part.length === chunk.length) chunks.shift()
      else chunks[0] = chunk.subarray(part.length)
    }
    held -= size
    return packet
  }

  const match = (): void => {
    for (let line = lines[0]; line !== undefined && held >= line.size && !spoilt; line = lines[0]) {
      lines.shift()
      deliver({ t: line.t, data: take(line.size) })
    }
    if (held > WAITING_BYTES || lines.length > WAITING_LINES) spoil('more bytes than its index says')
  }

  const read = (line: string): void => {
    if (spoilt) return
    if (line.startsWith('#')) {
      if (line.startsWith('#tb 0') && line !== TIME_BASE) spoil('times in another unit')
      return
    }
    const [, dts, pts, size] = LINE.exec(line) ?? []
    const fits = dts === pts && Number(size) > 0 && Number(size) <= PACKET_BYTES
    if (fits) lines.push({ t: Number(pts), size: Number(size) })
    else spoil('an index that cannot be read')
  }

  return {
    bytes: (chunk) => {
      if (spoilt) return
      chunks.push(chunk)
      held += chunk.length
      match()
    },
    index: (chunk) => {
      if (spoilt) return
      const parts = (rest + Buffer.from(chunk).toString('latin1')).split('\n')
      rest = parts.pop() ?? ''
      for (const line of parts) read(line)
      if (rest.length > LINE_BYTES) spoil('an index that cannot be read')
      match()
    },
  }
}
