// A folder of evidence on a disk: its files and their hashes.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { PLACES } from '#protocol/clip/folder.ts'

export * from '#protocol/clip/folder.ts'

/** SHA-256 in hexadecimal, as `sha256sum` prints it. */
export const hashFile = async (path: string): Promise<{ readonly sha256: string; readonly bytes: number }> => {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Every file below, but the list itself. */
export const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return paths
    .map((path) => path.split(/[/\\]/).join(posix.sep))
    .filter((path) => path !== PLACES.index)
    .sort()
}
