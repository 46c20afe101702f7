// Small files that are either the old one or the new one, whatever happens meanwhile.

import { open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes names in a folder survive a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a file whole and durably under a name nobody reads yet. */
export const writeDurably = async (path: string, content: string | Uint8Array, mode: number): Promise<void> => {
  const handle = await open(path, 'w', mode)
  try {
    // `mode` counts at creation only: a left-over file keeps the one it had.
    await handle.chmod(mode)
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Replaces a file atomically. One writer a path. */
export const replaceFile = async (path: string, content: string | Uint8Array, mode = 0o600): Promise<void> => {
  const fresh = `${path}.tmp`
  try {
    await writeDurably(fresh, content, mode)
    await rename(fresh, path)
  } catch (error) {
    await unlink(fresh).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}
