// A second tree of names for the same files: hard links where the disk can, copies where it cannot.

import { constants, copyFile, link, lstat, mkdir, open, readdir, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { syncFolder } from '../journal/durable.ts'

const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const copyWhole = async (from: string, to: string): Promise<void> => {
  const { mode, atime, mtime } = await lstat(from)
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  const handle = await open(to, 'r+')
  try {
    await handle.chmod(mode & 0o7777)
    await handle.utimes(atime, mtime)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const linkFile = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to)
  } catch (error) {
    // Another file system, one without hard links, or a file that has too many.
    if (!isCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP')) throw error
    await copyWhole(from, to)
  }
}

/**
 * Makes `to` hold what `from` holds, durably. `to` must not exist.
 * @throws HausrechtError `payload_odd` at anything that is no file, folder or link
 */
export const linkTree = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { mode: 0o755 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [old, fresh] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkTree(old, fresh)
    else if (entry.isSymbolicLink()) await symlink(await readlink(old), fresh)
    else if (entry.isFile()) await linkFile(old, fresh)
    else throw new HausrechtError('payload_odd', `${old} is no file, folder or link: build the package again`)
  }
  await syncFolder(to)
}

/** Is each file of `from` in `to`, by its size and its time? dpkg gives both to what it unpacks. */
export const isSameTree = async (from: string, to: string): Promise<boolean> => {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [old, fresh] = [join(from, entry.name), join(to, entry.name)]
    const [one, other] = await Promise.all([lstat(old), lstat(fresh).catch(() => undefined)])
    if (other === undefined) return false
    if (entry.isDirectory() ? !(await isSameTree(old, fresh)) : !isSameFile(one, other)) return false
  }
  return true
}

interface FileStat {
  readonly size: number
  readonly mtimeMs: number
  readonly ino: number
}

const isSameFile = (one: FileStat, other: FileStat): boolean =>
  one.ino === other.ino || (one.size === other.size && Math.trunc(one.mtimeMs) === Math.trunc(other.mtimeMs))
