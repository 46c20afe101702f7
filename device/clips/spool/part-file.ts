// One part's file: the line at its front can be read without its bytes, and outlives them.

import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import { lineName, partName } from './names.ts'

const LINE_FEED = 0x0a

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** @returns undefined when the file is gone, since clips are removed while others look at them */
export const ifThere = async <Value>(work: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await work
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/**
 * The service has it: from now on it is but a line. Not synced: whatever a power cut undoes is sent once more.
 * The name changes first, so that no bytes are missing from what is called a part.
 * @returns bytes that stay
 */
export const cutToLine = async (folder: string, n: number): Promise<number> => {
  const path = join(folder, lineName(n))
  await rename(join(folder, partName(n)), path)
  return cutFile(path)
}

/** @returns bytes that stay */
export const cutFile = async (path: string): Promise<number> => {
  const file = await open(path, 'r+')
  try {
    const end = await lineEnd(file)
    if (end > 0) await file.truncate(end + 1)
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

type File = Awaited<ReturnType<typeof open>>

const front = async (file: File): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(TOKEN_BYTES + 1), 0, TOKEN_BYTES + 1, 0)
  return buffer.subarray(0, bytesRead)
}

const lineEnd = async (file: File): Promise<number> => (await front(file)).indexOf(LINE_FEED)

/** @returns undefined when there is no such part, or no line in it */
export const readLine = async (folder: string, n: number): Promise<string | undefined> => {
  for (const name of [lineName(n), partName(n)]) {
    const file = await ifThere(open(join(folder, name), 'r'))
    if (!file) continue
    try {
      const bytes = await front(file)
      const end = bytes.indexOf(LINE_FEED)
      return end < 1 ? undefined : bytes.toString('latin1', 0, end)
    } finally {
      await file.close()
    }
  }
  return undefined
}

/** Lines from number 0 on, up to the first that is missing. */
export const readLines = async (folder: string): Promise<readonly string[]> => {
  const lines: string[] = []
  for (;;) {
    const line = await readLine(folder, lines.length)
    if (line === undefined) return lines
    lines.push(line)
  }
}
