// What a disk with a volatile cache may have kept when its power went: every write up to the last flush, and of those
// after it any, in any order, the last one perhaps only in part. From QEMU's log of writes (blklogwrites, whose format is
// that of Linux' dm-log-writes: Documentation/admin-guide/device-mapper/log-writes.rst). Sectors of 512 bytes are whole.

import { type FileHandle, open } from 'node:fs/promises'

export interface LoggedWrite {
  /** Byte on the disk. */
  readonly offset: number
  readonly bytes: number
  /** Byte in the log where its data begins. */
  readonly data: number
  readonly flush: boolean
}

const MAGIC = 0x6a736677736872n
const SECTOR = 512
const FLUSH = 1n
const DISCARD = 4n

/** @param size of the file: the head's own count is only brought up to date at a flush */
export const readWriteLog = async (file: FileHandle, size: number): Promise<LoggedWrite[]> => {
  const head = Buffer.alloc(SECTOR)
  await file.read(head, 0, SECTOR, 0)
  // The head comes with the first flush.
  if (![0n, MAGIC].includes(head.readBigUInt64LE(0))) throw new Error('this is no log of writes')
  const writes: LoggedWrite[] = []
  const entry = Buffer.alloc(32)
  for (let at = SECTOR; at + SECTOR <= size; ) {
    await file.read(entry, 0, 32, at)
    const flags = entry.readBigUInt64LE(16)
    const bytes = Number(entry.readBigUInt64LE(8)) * SECTOR
    const data = at + SECTOR
    const stored = flags & DISCARD ? 0 : bytes
    // The last one was being written when the emulator was killed.
    if (data + stored > size) break
    writes.push({
      offset: Number(entry.readBigUInt64LE(0)) * SECTOR,
      bytes: stored,
      data,
      flush: (flags & FLUSH) !== 0n,
    })
    at = data + stored
  }
  return writes
}

/** A piece of the log to be put on the disk. */
export interface Kept {
  readonly write: LoggedWrite
  readonly bytes: number
}

/** @param random from 0 up to 1, asked once or twice for each write that is not sure */
export const survivors = (writes: readonly LoggedWrite[], random: () => number): Kept[] => {
  const sure = writes.findLastIndex(({ flush }) => flush)
  return writes.flatMap((write, at): Kept[] => {
    if (at <= sure) return [{ write, bytes: write.bytes }]
    if (random() < 0.5) return []
    const torn = random() < 0.2
    return [{ write, bytes: torn ? Math.floor((random() * write.bytes) / SECTOR) * SECTOR : write.bytes }]
  })
}

export interface Outcome {
  readonly writes: number
  readonly flushes: number
  /** Written after the last flush, and gone. */
  readonly lost: number
}

/** Puts on the disk what survived. */
export const applyWriteLog = async (logPath: string, diskPath: string, random: () => number): Promise<Outcome> => {
  const log = await open(logPath, 'r')
  const disk = await open(diskPath, 'r+')
  try {
    const writes = await readWriteLog(log, (await log.stat()).size)
    const kept = survivors(writes, random)
    for (const { write, bytes } of kept) {
      const data = Buffer.alloc(bytes)
      await log.read(data, 0, bytes, write.data)
      await disk.write(data, 0, bytes, write.offset)
    }
    const flushes = writes.filter(({ flush }) => flush).length
    return { writes: writes.length, flushes, lost: writes.length - kept.length }
  } finally {
    await log.close()
    await disk.close()
  }
}
