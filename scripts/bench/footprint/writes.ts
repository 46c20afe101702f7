// What one durable write of each kind that an idle door makes costs the disk, by the door's own code; and how often it
// makes them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryFile } from '#device/camera/watch/memory.ts'
import { writeFloor } from '#device/clock/floor-file.ts'
import { openJournal } from '#device/journal/journal.ts'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs } from '#protocol/units.ts'
import { until } from '../parts/wait.ts'
import type { Disk } from './disk.ts'

/** Of an idle day: device/clock/door-clock.ts, device/camera/watch/keeping.ts, device/clock/trust.ts. */
export const A_DAY = { floor: 24 * 4, memory: 24, entry: 1 } as const

/** Bytes on the disk for each. */
export type Costs = Readonly<Record<keyof typeof A_DAY, number>>

const costOf = async (disk: Disk, times: number, write: () => Promise<unknown>): Promise<number> => {
  // The first makes the file.
  await write()
  disk.settle()
  const before = disk.written()
  for (let n = 0; n < times; n += 1) {
    await write()
    // Minutes lie between two: each pays for all that it changed.
    disk.settle()
  }
  return (disk.written() - before) / times
}

/** What the door remembered of the place. @throws HausrechtError `bench_late` */
export const rememberedIn = async (folder: string): Promise<string> => {
  const read = (): string => {
    try {
      return readFileSync(join(folder, 'camera-view'), 'latin1')
    } catch {
      return ''
    }
  }
  await until(() => read() !== '', 'the camera remembers the place', 60_000)
  return read()
}

/** @param remembered text of the camera's memory, as the door wrote it */
export const costsOn = async (disk: Disk, times: number, remembered: string): Promise<Costs> => {
  if (remembered === '') throw new HausrechtError('bench_empty', 'The camera remembered nothing')
  const key = await loadDoorKey(join(disk.path, 'costs-key.json'))
  const journal = await openJournal({
    folder: join(disk.path, 'costs-journal'),
    key: key.signing,
    verify: key.verify,
    version: 'bench',
    clock: () => ({ now: () => epochMs(Date.now()) }),
  })
  try {
    const note = { kind: 'clock', trusted: true, floor: epochMs(Date.now()), why: 'the floor moved on' } as const
    const memory = memoryFile(join(disk.path, 'costs-view'))
    return {
      floor: await costOf(disk, times, () => writeFloor(join(disk.path, 'costs-floor'), epochMs(Date.now()))),
      memory: await costOf(disk, times, () => memory.save(remembered)),
      entry: await costOf(disk, times, () => journal.append(note)),
    }
  } finally {
    await journal.close()
  }
}
