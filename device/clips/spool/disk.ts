// What the spool asks of a disk.

import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { replaceFile, syncFolder } from '../../journal/durable.ts'
import { HEAD, IDENTITY } from './names.ts'

export interface Disk {
  /** Whole and durable under its name, or not there at all. */
  write(path: string, content: string | Uint8Array): Promise<void>
  /** Bytes that may still be written. */
  free(folder: string): Promise<number>
}

export const realDisk: Disk = {
  write: replaceFile,
  free: async (folder) => {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
}

/** A clip's folder with both files that make it a clip, in one step. */
export const makeClip = async (disk: Disk, path: string, head: string, identity: Uint8Array): Promise<void> => {
  const fresh = `${path}.tmp`
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 })
    await disk.write(join(fresh, IDENTITY), identity)
    await disk.write(join(fresh, HEAD), head)
    await rename(fresh, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await Promise.allSettled([fresh, path].map((left) => rm(left, { recursive: true, force: true })))
    throw error
  }
}
