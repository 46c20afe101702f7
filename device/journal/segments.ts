// The journal's files: numbered without a gap, filled one after the other, never rewritten.

import { createReadStream } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import { peekClaims } from '#protocol/token.ts'
import { type LineBatch, splitLines } from './split.ts'

/** A full file is left alone from here on. */
export const SEGMENT_BYTES = 8 * 1024 * 1024

export const segmentName = (number: number): string => `journal-${String(number).padStart(6, '0')}.jsonl`
export const segmentPath = (folder: string, number: number): string => join(folder, segmentName(number))

/** Numbers of the segments in a folder, ascending; an absent folder has none. */
export const listSegments = async (folder: string): Promise<number[]> => {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => /^journal-(\d{6,9})\.jsonl$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

/** The first number that is not there although a later one is. */
export const missingSegment = (numbers: readonly number[]): number | undefined => {
  const at = numbers.findIndex((number, place) => number !== place)
  return at < 0 ? undefined : at
}

/** The lines of one segment, from a byte on. */
export const readSegment = (folder: string, number: number, from = 0): AsyncGenerator<LineBatch> =>
  splitLines(createReadStream(segmentPath(folder, number), { start: from, highWaterMark: 1 << 20 }))

/** @returns the line that starts at this byte, without its end; undefined when none ends there */
export const lineAt = async (folder: string, number: number, offset: number): Promise<string | undefined> => {
  const file = await open(segmentPath(folder, number), 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (!file) return undefined
  try {
    for (const size of [4096, JOURNAL_LINE_BYTES + 1]) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, offset)
      const end = buffer.subarray(0, bytesRead).indexOf(10)
      if (end >= 0) return buffer.toString('latin1', 0, end)
    }
    return undefined
  } finally {
    await file.close()
  }
}

/** Number of a segment's first entry, unchecked; undefined when its first line is none. */
export const firstOf = async (folder: string, number: number): Promise<number | undefined> => {
  const claims = peekClaims((await lineAt(folder, number, 0)) ?? '')
  const n: unknown = typeof claims === 'object' && claims !== null && 'n' in claims ? claims.n : undefined
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 ? n : undefined
}
