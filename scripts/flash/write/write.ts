// Writes an image over a disk or a file. What it begins with, the partition table, is left out and zeroed until all else
// is right: a card whose writing was cut off does not boot at all.

import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { codeOf, flashFault } from '../words.ts'

/** The kernel is made to write now and then, so that the progress shown is the card's and not the memory's. */
const FLUSH = 32 * 1024 * 1024

const openTarget = async (path: string, isBlock: boolean): Promise<FileHandle> => {
  const { O_RDWR, O_CREAT, O_EXCL } = constants
  try {
    // O_EXCL on a block device: refused by the kernel while anything of it is mounted (open(2)).
    return await open(path, isBlock ? O_RDWR | O_EXCL : O_RDWR | O_CREAT, 0o600)
  } catch (error) {
    throw flashFault('target_open', { target: path, detail: codeOf(error) }, error)
  }
}

const writeAll = async (file: FileHandle, bytes: Buffer, at: number): Promise<void> => {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

export interface Written {
  /** SHA-256 of what was read from the image while it was written. */
  readonly hash: string
  readonly bytes: number
}

const write = async (
  file: FileHandle,
  blocks: AsyncIterable<Buffer>,
  hold: number,
  onBytes: (bytes: number) => void,
  stop: AbortSignal,
): Promise<Written> => {
  const hash = createHash('sha256')
  let bytes = 0
  let unflushed = 0
  await writeAll(file, Buffer.alloc(hold), 0)
  await file.sync()
  for await (const block of blocks) {
    if (stop.aborted) throw flashFault('stopped')
    hash.update(block)
    const held = Math.max(0, Math.min(block.length, hold - bytes))
    await writeAll(file, block.subarray(held), bytes + held)
    bytes += block.length
    unflushed += block.length
    onBytes(block.length)
    if (unflushed >= FLUSH) {
      await file.datasync()
      unflushed = 0
    }
  }
  await file.sync()
  return { hash: hash.digest('hex'), bytes }
}

const guarded = async <Value>(path: string, work: () => Promise<Value>): Promise<Value> => {
  try {
    return await work()
  } catch (error) {
    if (codeOf(error) in FAILS) throw flashFault('write_failed', { target: path, detail: codeOf(error) }, error)
    throw error
  }
}
const FAILS: Readonly<Record<string, true>> = {
  EIO: true,
  ENOSPC: true,
  EROFS: true,
  ENXIO: true,
  ENODEV: true,
  EFBIG: true,
  EDQUOT: true,
}

export interface Target {
  readonly path: string
  readonly isBlock: boolean
}

/**
 * @param hold how many bytes at the beginning stay zero for now
 * @throws SpokenError `target_open`, `write_failed`, `stopped`
 */
export const writeImage = async (
  { path, isBlock }: Target,
  blocks: AsyncIterable<Buffer>,
  hold: number,
  onBytes: (bytes: number) => void,
  stop: AbortSignal,
): Promise<Written> => {
  const file = await openTarget(path, isBlock)
  try {
    return await guarded(path, () => write(file, blocks, hold, onBytes, stop))
  } finally {
    await file.close()
  }
}

/** The last step: what was held back is put in its place. */
export const writeHead = async ({ path, isBlock }: Target, head: Buffer): Promise<void> => {
  const file = await openTarget(path, isBlock)
  try {
    await guarded(path, async () => {
      await writeAll(file, head, 0)
      await file.sync()
    })
  } finally {
    await file.close()
  }
}

/** Makes the system write what other programs put into the target. */
export const flush = async ({ path, isBlock }: Target): Promise<void> => {
  const file = await openTarget(path, isBlock)
  try {
    await guarded(path, () => file.sync())
  } finally {
    await file.close()
  }
}
