// A second tree of names for the same files: hard links where the disk can, copies where it cannot.

import { constants, copyFile, link, lstat, mkdir, open, readdir, readFile, readlink, symlink } from 'node:fs/promises'
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

/** Is each file of `from` in `to`, byte for byte? Times say nothing: all are the commit's that a package was made from. */
export const isSameTree = async (from: string, to: string): Promise<boolean> => {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [old, fresh] = [join(from, entry.name), join(to, entry.name)]
    if (!(await (entry.isDirectory() ? isSameTree(old, fresh) : isSameFile(old, fresh)))) return false
  }
  return true
}

const isSameFile = async (old: string, fresh: string): Promise<boolean> => {
  const [one, other] = await Promise.all([lstat(old), lstat(fresh).catch(() => undefined)])
  if (other === undefined) return false
  if (one.ino === other.ino && one.dev === other.dev) return true
  if (one.isSymbolicLink() && other.isSymbolicLink()) return (await readlink(old)) === (await readlink(fresh))
  if (!one.isFile() || !other.isFile() || one.size !== other.size) return false
  const [bytes, others] = await Promise.all([readFile(old), readFile(fresh)])
  return bytes.equals(others)
}
