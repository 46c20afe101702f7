// Work on one door's journal is done one after another; doors do not wait for each other.

import type { DoorId } from '#protocol/units.ts'

export type InTurn = <Result>(door: DoorId, work: () => Promise<Result>) => Promise<Result>

/** Whoever calls bounds how much waits: the broker takes so many messages of a client at once. */
export const createTurns = (): InTurn => {
  const last = new Map<DoorId, Promise<unknown>>()
  return async (door, work) => {
    const mine = (last.get(door) ?? Promise.resolve()).then(work, work)
    const settled = mine.then(nothing, nothing)
    last.set(door, settled)
    try {
      return await mine
    } finally {
      if (last.get(door) === settled) last.delete(door)
    }
  }
}

const nothing = (): void => undefined
