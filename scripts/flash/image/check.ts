// The first of two passes over an image: nothing is written before its hash is known to be right and it unpacks to the
// end. The second pass writes, and is held against what the first one saw.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { flashFault } from '../words.ts'
import type { Unpacker } from './format.ts'
import { inBlocks, openImage } from './open.ts'

/** Enough for both kinds of partition table and what stands before the first partition. */
export const HEAD = 1024 * 1024

export interface Checked {
  /** SHA-256 of the bare image, hexadecimal. */
  readonly hash: string
  readonly bytes: number
  /** Its first bytes, at most `HEAD`. */
  readonly head: Buffer
  /** Which of the two the given hash was of; `nothing` where it was not asked for. */
  readonly matched: 'file' | 'content' | 'nothing'
}

const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: HEAD }) as AsyncIterable<Buffer>) hash.update(piece)
  return hash.digest('hex')
}

/**
 * @param wanted SHA-256 of the file as it was downloaded or of the image inside; undefined: take it as it is
 * @throws SpokenError `image_hash`, `image_broken`, `image_empty`
 */
export const checkImage = async (
  path: string,
  unpacker: Unpacker | undefined,
  wanted: string | undefined,
  onBytes: (bytes: number) => void,
): Promise<Checked> => {
  // A wrong file is told before it is unpacked; a hash of the content is only known afterwards.
  const file = unpacker === undefined || wanted === undefined ? undefined : await hashFile(path)
  const content = createHash('sha256')
  let bytes = 0
  let head: Buffer = Buffer.alloc(0)
  for await (const block of inBlocks(openImage(path, unpacker), HEAD)) {
    if (bytes === 0) head = Buffer.from(block)
    content.update(block)
    bytes += block.length
    onBytes(block.length)
  }
  const hash = content.digest('hex')
  if (bytes === 0) throw flashFault('image_empty', { path })
  const matched = wanted === undefined ? 'nothing' : wanted === hash ? 'content' : wanted === file ? 'file' : undefined
  if (matched === undefined) throw flashFault('image_hash', { path, wanted: wanted ?? '', found: file ?? hash })
  return { hash, bytes, head, matched }
}
