// Names in the spool: a folder a clip, in it `head`, `identity`, a file a part, `end`. A part that the clip service
// has is renamed from `.part` to `.line` and cut down to its line: its name alone says whose turn it is.

import { join } from 'node:path'
import { ClipIdSchema } from '#protocol/ids.ts'
import type { ClipId } from '#protocol/units.ts'

export const HEAD = 'head'
export const IDENTITY = 'identity'
export const END = 'end'
/** There when the clip is to be kept as long as there is room. */
export const PROTECTED = 'protected'

const DIGITS = 6
const PART = /^(\d{6})\.(part|line)$/

const number = (n: number): string => String(n).padStart(DIGITS, '0')
export const partName = (n: number): string => `${number(n)}.part`
export const lineName = (n: number): string => `${number(n)}.line`

/** @returns undefined for any other name */
export const readPartName = (name: string): { readonly n: number; readonly sent: boolean } | undefined => {
  const found = PART.exec(name)
  return found ? { n: Number(found[1]), sent: found[2] === 'line' } : undefined
}

/** Left behind by a write or a removal that a power cut ended: never counts. */
export const isLeftOver = (name: string): boolean => /\.(tmp|gone)$/.test(name)

export const readClipName = (name: string): ClipId | undefined => ClipIdSchema.safeParse(name).data

export const folderOf = (spool: string, clip: ClipId): string => join(spool, clip)
