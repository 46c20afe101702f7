// Ends a trial one way or the other, and finishes what a power cut left half done. Steps in an order that may be cut
// anywhere: what says that something is left to do goes last.

import type { Step } from './adopt.ts'
import { bringUnit, forget, keepJudge, type Places, readLink, switchLink, writeRefused } from './places.ts'
import type { Trial } from './trial.ts'

/** What is asked of systemd. */
export interface UnitPort {
  /** Reads units anew. */
  reload(): Promise<void>
  /** Starts the agent anew, whatever it failed at; does not wait for it. */
  restart(): Promise<void>
}

export const keepSteps = (places: Places, { to }: Trial): Step[] => [
  { name: 'judge', run: () => keepJudge(places, to) },
  { name: 'refused', run: () => forget(places, 'refused') },
  { name: 'trial', run: () => forget(places, 'trial') },
]

/** @param at wall clock, for whoever reads it later */
export const backSteps = (places: Places, unit: UnitPort, { to, from }: Trial, why: string, at: number): Step[] => [
  { name: 'refused', run: () => writeRefused(places, to, why, at) },
  { name: 'current', run: () => switchLink(places, 'current', from) },
  ...finishSteps(places, unit, from),
]

/** What is left when `current` leads back already. */
export const finishSteps = (places: Places, unit: UnitPort, from: string): Step[] => [
  {
    name: 'unit',
    run: async () => {
      if (await bringUnit(places, from)) await unit.reload()
    },
  },
  { name: 'restart', run: () => unit.restart() },
  { name: 'trial', run: () => forget(places, 'trial') },
]

/** A unit put before the installed one is gone after a boot: brings it again, or takes it away when nobody needs it. */
export const mendUnit = async (places: Places, unit: UnitPort): Promise<boolean> => {
  const current = await readLink(places, 'current')
  if (current === undefined || !(await bringUnit(places, current))) return false
  await unit.reload()
  return true
}
