// Takes AAC frames out of their ADTS headers (ISO/IEC 13818-7 §6.2) and gives each its place in the film. Pure.

/** Samples in a frame of AAC. */
export const FRAME_SAMPLES = 1024
const HEADER = 7
const HEADER_WITH_CHECK = 9

export interface SoundFrame {
  /** First sample, counted from the film's beginning. */
  readonly at: number
  readonly lasts: typeof FRAME_SAMPLES
  readonly data: Uint8Array
}

/**
 * @param deliver each frame but the first, which holds only the encoder's run-up
 * @param garbage called once; nothing is delivered afterwards
 */
export const createAdts = (
  deliver: (frame: SoundFrame) => void,
  garbage: (what: string) => void,
): ((chunk: Uint8Array) => void) => {
  let rest: Uint8Array = new Uint8Array(0)
  let count = -1
  let spoilt = false

  const next = (): boolean => {
    const [a = 0, b = 0, , d = 0, e = 0, f = 0] = rest
    if (rest.length < HEADER) return false
    const length = ((d & 3) << 11) | (e << 3) | (f >> 5)
    const header = (b & 1) === 1 ? HEADER : HEADER_WITH_CHECK
    if (a !== 0xff || (b & 0xf6) !== 0xf0 || length <= header) {
      spoilt = true
      garbage('sound that is no AAC')
      return false
    }
    if (rest.length < length) return false
    if (count >= 0) deliver({ at: count * FRAME_SAMPLES, lasts: FRAME_SAMPLES, data: rest.slice(header, length) })
    count++
    rest = rest.subarray(length)
    return true
  }

  return (chunk) => {
    if (spoilt) return
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let more = true
    while (more) more = next()
  }
}
