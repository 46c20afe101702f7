// A start: what a power cut or a kill left is swept, what is whole is known again.

import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import type { ClipId } from '#protocol/units.ts'
import { addFile, freshKept, type Kept } from './kept.ts'
import { END, folderOf, HEAD, IDENTITY, isLeftOver, PROTECTED, readClipName, readPartName } from './names.ts'
import { cutFile } from './part-file.ts'

/** Files asked for at a time. */
const BATCH = 64

export const scanSpool = async (folder: string, log: Logger): Promise<readonly Kept[]> => {
  const found: Kept[] = []
  for (const name of await sweep(folder)) {
    const clip = readClipName(name)
    if (!clip) continue
    const kept = await scanClip(folder, clip)
    if (kept) found.push(kept)
    // Its sealed parts may still be worth something to a person: left where they are.
    else log.error({ clip, code: 'clip_damaged' }, 'a clip in the spool has lost its head or its identity')
  }
  return found
}

/** @returns what is left */
const sweep = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder)
  for (const name of names.filter(isLeftOver)) await rm(join(folder, name), { recursive: true, force: true })
  return names.filter((name) => !isLeftOver(name)).sort()
}

const scanClip = async (spool: string, clip: ClipId): Promise<Kept | undefined> => {
  const folder = folderOf(spool, clip)
  const names = await sweep(folder)
  if (!names.includes(HEAD) || !names.includes(IDENTITY)) return undefined
  const kept = freshKept(clip, await readFile(join(folder, HEAD), 'utf8'))
  kept.ended = names.includes(END)
  kept.protected = names.includes(PROTECTED)
  for (let from = 0; from < names.length; from += BATCH) {
    const batch = names.slice(from, from + BATCH)
    const sizes = await Promise.all(batch.map((name) => sizeOf(folder, name)))
    for (const [index, name] of batch.entries()) note(kept, name, sizes[index] ?? 0)
  }
  return kept
}

/** Bytes of a file; finishes a cut that was begun. */
const sizeOf = async (folder: string, name: string): Promise<number> => {
  const path = join(folder, name)
  const { size } = await stat(path)
  return readPartName(name)?.sent && size > TOKEN_BYTES + 1 ? cutFile(path) : size
}

const note = (kept: Kept, name: string, size: number): void => {
  addFile(kept, size)
  const part = readPartName(name)
  if (!part) return
  if (!part.sent) kept.unsent.set(part.n, size)
  kept.next = Math.max(kept.next, part.n + 1)
}
