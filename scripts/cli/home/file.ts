// Files that are nobody else's business: written whole or not at all, readable by their owner only.

import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import { fault } from '../spoken.ts'

/** A folder of our own: mode 0700, made or put right. */
export const privateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o700)
}

/**
 * Written beside, synced and renamed: after a power cut the old text is there or the new one. The folder is made when
 * it is not there; one that is keeps its mode, since it may be anybody's.
 */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}.tmp`
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** @returns undefined when there is no such file */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw fault('file_unreadable', { file: path }, error)
  }
}

/**
 * Reads one of our own files.
 * @throws SpokenError `file_damaged` when it is not what we write
 */
export const readRecord = async <Value>(schema: z.ZodType<Value>, path: string): Promise<Value | undefined> => {
  const text = await readIfThere(path)
  if (text === undefined) return undefined
  const parsed = schema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw fault('file_damaged', { file: path }, parsed.error)
}

export const writeRecord = (path: string, value: unknown): Promise<void> =>
  writePrivate(path, `${JSON.stringify(value, null, 2)}\n`)
