// What is dear to make and may be used again: made under another name, then put in place, so that half of it never counts.

import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** `HAUSRECHT_CACHE`, or `~/.cache/hausrecht`. */
export const CACHE = process.env['HAUSRECHT_CACHE'] ?? join(homedir(), '.cache', 'hausrecht')

const making = new Map<string, Promise<string>>()

const make = async (path: string, write: (half: string) => Promise<void>): Promise<string> => {
  const half = `${path}.half-${process.pid}`
  await mkdir(dirname(path), { recursive: true })
  await rm(half, { recursive: true, force: true })
  try {
    await write(half)
    await rename(half, path).catch((fault: unknown) => {
      // Somebody else was faster: theirs is as good.
      if (!existsSync(path)) throw fault
    })
  } finally {
    await rm(half, { recursive: true, force: true })
  }
  return path
}

/** @returns the path, once it is there; `write` makes file or folder under the name it is given */
export const cached = (path: string, write: (half: string) => Promise<void>): Promise<string> => {
  if (existsSync(path)) return Promise.resolve(path)
  const running = making.get(path) ?? make(path, write).finally(() => making.delete(path))
  making.set(path, running)
  return running
}
