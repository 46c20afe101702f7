// The outer framing of MQTT (3.1.1 §2.2) and nothing inside: a packet larger than any that there is for a client is
// known at its first bytes. MQTT.js has no bound of its own and would gather up to 256 MB.

/** Fed with what comes in, piece by piece. @returns false from the first packet on that is too large or malformed */
export type FrameWatch = (chunk: Uint8Array) => boolean

/** @param largest most bytes of a packet after its fixed header */
export const watchFrames = (largest: number): FrameWatch => {
  let isLength = false
  let left = 0
  let shift = 0
  let sound = true

  const header = (byte: number): void => {
    if (!isLength) {
      isLength = true
      left = shift = 0
      return
    }
    left += (byte & 0x7f) * 2 ** shift
    shift += 7
    isLength = byte >= 0x80
    // At most four bytes of length (§2.2.3).
    if (left > largest || (isLength && shift > 21)) sound = false
  }

  return (chunk) => {
    for (let at = 0; at < chunk.length && sound; ) {
      const body = isLength ? 0 : Math.min(left, chunk.length - at)
      if (body === 0) header(chunk[at] ?? 0)
      left -= body
      at += body || 1
    }
    return sound
  }
}
