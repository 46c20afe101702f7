// Writes that end either durable or as `spool_full`: room is made before and, where the disk says that it is full
// in spite of that, once more.

import type { Logger } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import type { ClipId } from '#protocol/units.ts'
import { createLine } from '../../door/line.ts'
import type { Disk } from './disk.ts'
import { type Bounds, fits, type Need, victimOf } from './room.ts'
import type { Shelf } from './shelf.ts'

/** Writes waiting for their turn; each holds its bytes in memory. */
const WAITING_MOST = 64

export interface WriterParts {
  readonly shelf: Shelf
  readonly disk: Disk
  readonly bounds: Bounds
  readonly log: Logger
  /** A clip made room: it is gone from here, and `bytes` of it were nowhere else. */
  dropped(clip: ClipId, bytes: number): void
}

export interface Writer {
  /** One after the other. @throws HausrechtError `spool_full` */
  durably(need: Need, work: () => Promise<void>): Promise<void>
  /** For what must go in whatever the bounds say: a few bytes that end a clip. */
  surely(work: () => Promise<void>): Promise<void>
  /** Everything begun before is over. */
  settled(): Promise<void>
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
const saysFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '')
/** Footage is never thrown away for a disk that is broken, not full: that would lose the old and save nothing. */
const mayPass = (error: unknown): boolean => saysFull(error) || codeOf(error) === 'EIO'

const full = (cause?: unknown): HausrechtError =>
  new HausrechtError(
    'spool_full',
    'Nothing more can be made durable here: look at the disk, at the size of the spool and at the clip service',
    { cause },
  )

export const createWriter = (parts: WriterParts): Writer => {
  const { shelf, disk, bounds, log } = parts
  const line = createLine()
  let waiting = 0

  const dropOne = async (cause?: unknown): Promise<void> => {
    const victim = victimOf(shelf.clips)
    if (!victim) throw full(cause)
    const lost = [...victim.unsent.values()].reduce((sum, bytes) => sum + bytes, 0)
    log.warn({ clip: victim.clip, bytes: lost, code: 'footage_dropped' }, 'the oldest clip makes room')
    await shelf.takeOff(victim)
    parts.dropped(victim.clip, lost)
  }

  const makeRoom = async (need: Need): Promise<void> => {
    while (!fits(shelf.clips, need, bounds, await disk.free(shelf.folder))) await dropOne()
  }

  const twice = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!mayPass(error)) throw error
      if (saysFull(error)) await dropOne(error)
      await work()
    }
  }

  const inTurn = async (work: () => Promise<void>): Promise<void> => {
    if (waiting >= WAITING_MOST) throw full()
    waiting += 1
    try {
      await line(work)
    } catch (error) {
      throw error instanceof HausrechtError ? error : full(error)
    } finally {
      waiting -= 1
    }
  }

  return {
    durably: (need, work) =>
      inTurn(async () => {
        await makeRoom(need)
        await twice(work)
      }),
    surely: (work) => inTurn(() => twice(work)),
    settled: () => line(() => Promise.resolve()),
  }
}
