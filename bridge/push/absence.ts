// Which doors have been away long enough to be told of: each once, until it was there again. A short loss of the
// connection is nobody's business; one within a visit is a notice of its own, at once.

import { type DoorId, type Millis, minutes } from '#protocol/units.ts'

export interface Absence {
  gone(door: DoorId, now: Millis): void
  here(door: DoorId): void
  /** Doors to tell of now. */
  long(now: Millis): readonly DoorId[]
}

const LONG = minutes(2)

export const createAbsence = (): Absence => {
  const since = new Map<DoorId, Millis>()
  return {
    gone: (door, now) => {
      if (!since.has(door)) since.set(door, now)
    },
    here: (door) => since.delete(door),
    long: (now) => {
      const doors = [...since].filter(([, at]) => now - at > LONG).map(([door]) => door)
      for (const door of doors) since.delete(door)
      return doors
    },
  }
}
