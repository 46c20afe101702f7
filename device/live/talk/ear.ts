// The rig's sound in pieces of exactly 10 ms, as the library takes it. Keeps less than one of them.

import { SAMPLES } from '../rtc/port.ts'

/** @returns takes s16le bytes of any length; calls for each whole piece */
export const createEar = (hear: (samples: Int16Array) => void): ((bytes: Uint8Array) => void) => {
  const open = new Uint8Array(SAMPLES * 2)
  let filled = 0
  return (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + open.length - filled)
      open.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < open.length) return
      filled = 0
      // A fresh one each time: the library reads it later.
      hear(new Int16Array(open.slice().buffer))
    }
  }
}
