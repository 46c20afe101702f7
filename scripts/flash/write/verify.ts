// Reads back what was written: past the kernel's memory (O_DIRECT) where that can be had, and says which it was.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { flashFault } from '../words.ts'

export type ReadBack = 'direct' | 'cached'

interface Read {
  readonly hash: string
  readonly bytes: number
  readonly code: number
}

/** coreutils' dd: Node cannot align its memory as O_DIRECT asks. */
const readWith = async (
  path: string,
  bytes: number,
  flags: string,
  held: Buffer,
  onBytes: (bytes: number) => void,
): Promise<Read> => {
  const args = [`if=${path}`, 'bs=4M', `count=${bytes}`, `iflag=count_bytes,fullblock${flags}`, 'status=none']
  const child = spawn('dd', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) =>
      reject(flashFault('program_missing', { program: 'dd', package: 'coreutils' }, error)),
    )
    child.once('close', (code) => resolve(code ?? 1))
  })
  // What is held back is zero on the target; it is the image's own in the hash, and is read back by itself in the end.
  const hash = createHash('sha256').update(held)
  let at = 0
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    hash.update(piece.subarray(Math.min(piece.length, Math.max(0, held.length - at))))
    at += piece.length
    onBytes(piece.length)
  }
  return { hash: hash.digest('hex'), bytes: at, code: await ended }
}

/**
 * @param head the image's first bytes, which the target does not have yet
 * @throws SpokenError `verify_differs`
 */
export const verify = async (
  path: string,
  wanted: { readonly hash: string; readonly bytes: number },
  head: Buffer,
  onBytes: (bytes: number) => void,
): Promise<ReadBack> => {
  const direct = await readWith(path, wanted.bytes, ',direct', head, onBytes)
  // tmpfs and the like know no O_DIRECT: dd then ends at once.
  const isDirect = direct.code === 0 || direct.bytes > 0
  const read = isDirect ? direct : await readWith(path, wanted.bytes, '', head, onBytes)
  if (read.hash !== wanted.hash || read.bytes !== wanted.bytes) {
    throw flashFault('verify_differs', { target: path, bytes: read.bytes })
  }
  return isDirect ? 'direct' : 'cached'
}
