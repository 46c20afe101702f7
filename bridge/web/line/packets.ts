// Whole MQTT packets from the pieces in which they arrive [MQTT-6.0.0-4]. The library under the line keeps a packet
// waiting when it comes in pieces after a larger one, so it is given whole ones only.

/** The largest that a bridge sends to a page is a message of journal lines. */
const LARGEST = 512 * 1024
/** Bytes of a remaining length [MQTT-2.2.3]. */
const LENGTH_BYTES = 4

/** @returns where the packet that begins here ends; 0: not yet to be said; -1: no packet at all */
const endOf = (bytes: Uint8Array, from: number): number => {
  let length = 0
  for (let at = 0; at < LENGTH_BYTES; at++) {
    const byte = bytes[from + 1 + at]
    if (byte === undefined) return 0
    length += (byte & 0x7f) * 128 ** at
    if (byte < 0x80) return length > LARGEST ? -1 : from + 2 + at + length
  }
  return -1
}

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  if (one.length === 0) return other
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** @returns takes what arrived, gives the packets that are whole by now; undefined: this is not MQTT */
export const createPackets = (): ((piece: Uint8Array) => readonly Uint8Array[] | undefined) => {
  let rest: Uint8Array = new Uint8Array(0)
  return (piece) => {
    rest = joined(rest, piece)
    const packets: Uint8Array[] = []
    let from = 0
    for (;;) {
      const end = endOf(rest, from)
      if (end < 0) return undefined
      if (end === 0 || end > rest.length) break
      packets.push(rest.slice(from, end))
      from = end
    }
    rest = rest.slice(from)
    return packets
  }
}
