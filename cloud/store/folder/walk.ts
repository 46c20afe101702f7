// Walks a folder in the order of the keys' bytes, as an object store lists them: `a-b` before `a/b`.

import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Entry } from '../port.ts'
import { isCode } from './durable.ts'

/** Byte order; keys are ASCII. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : 1)

const NAME = /^[A-Za-z0-9_-]{1,64}$/

/** What is in a folder, folders with a slash behind their name; nothing when it is not there. */
export const namesIn = async (folder: string): Promise<string[]> => {
  let inside: Dirent[]
  try {
    inside = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
  return inside
    .filter((entry) => NAME.test(entry.name) && (entry.isFile() || entry.isDirectory()))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(inOrder)
}

/** Can anything below this prefix come after that key? */
const mayFollow = (prefix: string, after: string): boolean => prefix > after || after.startsWith(prefix)

export async function* walk(root: string, prefix: string, after: string): AsyncGenerator<Entry> {
  for (const name of await namesIn(join(root, prefix))) {
    const key = prefix + name
    if (name.endsWith('/')) {
      if (mayFollow(key, after)) yield* walk(root, key, after)
    } else if (key > after) {
      const size = await sizeOf(join(root, key))
      if (size !== undefined) yield { key, size }
    }
  }
}

/** @returns undefined when there is no such file */
export const sizeOf = async (file: string): Promise<number | undefined> => {
  try {
    const found = await stat(file)
    return found.isFile() ? found.size : undefined
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}
