// Hands for the simulated door: whoever was let in by a web page pushes the door open, puts the parcel down and pulls
// it shut, since there is nobody else to do it. Visits by commands are left to `sim open` and `sim close`.

import { ControlClient } from '#hardware/simulator/control-client.ts'
import type { Entry } from '#protocol/entry.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { openLine } from '#scripts/cli/reach/line.ts'
import type { House } from './house.ts'
import { now, type People } from './people.ts'

const REACH_MS = 900
const INSIDE_MS = 2500

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The visits that somebody must walk: pure, entry by entry. */
export const createFollowing = (known: ReadonlySet<Thumbprint>): ((what: Entry['what']) => boolean) => {
  const strangers = new Set<string>()
  return (what) => {
    if (what.kind === 'intent' && what.act === 'unlock' && what.holder !== undefined && !known.has(what.holder))
      strangers.add(what.request)
    return what.kind === 'opened' && strangers.delete(what.request)
  }
}

export interface Walker {
  close(): Promise<void>
}

export const startWalker = async (house: House, people: People, trouble: (error: unknown) => void): Promise<Walker> => {
  const keys = await people.home.keys.list()
  const opens = createFollowing(new Set(keys.map(({ key }) => key.thumbprint)))
  const walk = async (): Promise<void> => {
    const rig = await ControlClient.connect(house.control)
    try {
      await pause(REACH_MS)
      await rig.do({ do: 'door.open' })
      await pause(INSIDE_MS)
      await rig.do({ do: 'door.close' })
    } finally {
      rig.close()
    }
  }
  const line = await openLine(people.place, ['journal'], now, (said) => {
    if (said.kind !== 'journal') return
    for (const { what } of said.entries) if (opens(what)) walk().catch(trouble)
  })
  return { close: () => line.close() }
}
