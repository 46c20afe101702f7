// The outer framing of MQTT (3.1.1 §2.2) and nothing inside: counts packets and knows their size from the fixed
// header, so that a packet too large is refused at its first bytes, before anybody buffers or parses it.

/** Where in a packet the bytes so far have ended. */
export interface Framing {
  readonly stage: 'type' | 'length' | 'body'
  /** Bytes of the packet still to come. */
  readonly left: number
  readonly shift: number
  /** Packets begun so far. */
  readonly packets: number
}

export const NO_FRAMES: Framing = { stage: 'type', left: 0, shift: 0, packets: 0 }

export type FrameProblem = 'frame_too_large' | 'frame_malformed' | 'connect_expected'

const CONNECT = 0x10 // [MQTT-3.1.0-1]: the first packet, flags 0 [MQTT-2.2.2-1]

/**
 * Goes on over the next bytes.
 * @param largest most bytes of a packet after its fixed header
 */
export const scanFrames = (from: Framing, chunk: Uint8Array, largest: number): Framing | FrameProblem => {
  let framing = from
  let at = 0
  while (at < chunk.length) {
    const body = Math.min(framing.left, chunk.length - at)
    const next = framing.stage === 'body' ? skip(framing, body) : step(framing, chunk[at] ?? 0, largest)
    if (typeof next === 'string') return next
    at += framing.stage === 'body' ? body : 1
    framing = next
  }
  return framing
}

const skip = (framing: Framing, bytes: number): Framing => {
  const left = framing.left - bytes
  return { ...framing, left, stage: left === 0 ? 'type' : 'body' }
}

/** One byte of a fixed header. */
const step = ({ stage, left, shift, packets }: Framing, byte: number, largest: number): Framing | FrameProblem => {
  if (stage === 'type') {
    if (packets === 0 && byte !== CONNECT) return 'connect_expected'
    return { stage: 'length', left: 0, shift: 0, packets: packets + 1 }
  }
  const length = left + (byte & 0x7f) * 2 ** shift
  if (length > largest) return 'frame_too_large'
  if (byte < 0x80) return { stage: length === 0 ? 'type' : 'body', left: length, shift: 0, packets }
  // At most four bytes of length (§2.2.3).
  return shift === 21 ? 'frame_malformed' : { stage, left: length, shift: shift + 7, packets }
}
