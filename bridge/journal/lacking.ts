// Entries that doors have shown to exist and that have not come: late for a moment is ordinary, for longer is a gap
// (attack 15: whoever blocks the upload cannot hide that there is something to upload).

import { type DoorId, type EpochMs, later, type Millis } from '#protocol/units.ts'

interface Lack {
  readonly n: number
  readonly since: EpochMs
  readonly told: boolean
}

export interface Lacking {
  /** The door says that entry `n` exists; ours end at `held`. */
  shown(door: DoorId, n: number, held: number, now: EpochMs): void
  /** Entries came: whoever makes progress is given time. */
  came(door: DoorId, held: number, now: EpochMs): void
  /** Doors whose entries are late since before, each once. */
  late(now: EpochMs): readonly { readonly door: DoorId; readonly n: number }[]
}

export const createLacking = (grace: Millis): Lacking => {
  const lacks = new Map<DoorId, Lack>()
  return {
    shown: (door, n, held, now) => {
      const before = lacks.get(door)
      if (n <= held) lacks.delete(door)
      else if (before === undefined) lacks.set(door, { n, since: now, told: false })
      else if (n > before.n) lacks.set(door, { ...before, n })
    },
    came: (door, held, now) => {
      const before = lacks.get(door)
      if (before === undefined) return
      if (held >= before.n) lacks.delete(door)
      else lacks.set(door, { ...before, since: now })
    },
    late: (now) => {
      const found = [...lacks].filter(([, { since, told }]) => !told && later(since, grace) < now)
      for (const [door, lack] of found) lacks.set(door, { ...lack, told: true })
      return found.map(([door, { n }]) => ({ door, n }))
    },
  }
}
