// The floor between two journal entries: one small file, replaced each quarter of an hour, so that a power cut
// sets the door's clock back by no more than that. Nothing but a number; unreadable counts as absent.

import { readFile } from 'node:fs/promises'
import { EpochMsSchema } from '#protocol/ids.ts'
import { type EpochMs, epochMs } from '#protocol/units.ts'
import { replaceFile } from '../journal/durable.ts'

/** @returns 0 when there is none */
export const readFloor = async (path: string): Promise<EpochMs> => {
  const text = await readFile(path, 'latin1').catch(() => '')
  const floor = /^\d{1,15}\n$/.test(text) ? EpochMsSchema.safeParse(Number(text)) : undefined
  return floor?.success ? floor.data : epochMs(0)
}

export const writeFloor = async (path: string, floor: EpochMs): Promise<void> => replaceFile(path, `${floor}\n`)
