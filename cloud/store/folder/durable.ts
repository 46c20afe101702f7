// Files that are whole or not there, also after a power cut: written aside, synced, then given their name.

import { link, mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { freshId } from '#protocol/ids.ts'

export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder and those above it, and syncs every name that is new. */
export const makeFolder = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** @returns the path of a synced file with these bytes, for `give` to name */
export const writeAside = async (folder: string, bytes: Uint8Array): Promise<string> => {
  const aside = join(folder, freshId())
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.datasync()
  } catch (error) {
    await unlink(aside).catch(() => undefined)
    throw error
  } finally {
    await handle.close()
  }
  return aside
}

/** @returns false when the name is taken */
export const nameOnce = async (file: string, name: string): Promise<boolean> => {
  try {
    await link(file, name)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
  await syncFolder(dirname(name))
  return true
}

export const nameOver = async (file: string, name: string): Promise<void> => {
  await rename(file, name)
  await syncFolder(dirname(name))
}
