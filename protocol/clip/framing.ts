// One part as it lies on a disk, in a store and in an upload: the signed line, a line feed, the sealed bytes. One
// object, so that a line is never without its bytes nor the bytes without their line.

import { PART_BYTES, TOKEN_BYTES } from '../limits.ts'

const LINE_FEED = 0x0a
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Bytes of one framed part at most. */
export const FRAMED_BYTES = PART_BYTES + TOKEN_BYTES + 1

export interface FramedPart {
  readonly line: string
  readonly sealed: Uint8Array<ArrayBuffer>
}

export const framePart = ({ line, sealed }: FramedPart): Uint8Array<ArrayBuffer> => {
  const framed = new Uint8Array(line.length + 1 + sealed.length)
  framed.set(encoder.encode(line))
  framed[line.length] = LINE_FEED
  framed.set(sealed, line.length + 1)
  return framed
}

/** @returns undefined when there is no line at the front; whether it fits the bytes is not asked here */
export const readFramed = (framed: Uint8Array<ArrayBuffer>): FramedPart | undefined => {
  const end = framed.subarray(0, TOKEN_BYTES + 1).indexOf(LINE_FEED)
  if (end < 1) return undefined
  try {
    return { line: decoder.decode(framed.subarray(0, end)), sealed: framed.subarray(end + 1) }
  } catch {
    return undefined
  }
}
