// What whoever runs the bridge may do to it while it is stopped: see which doors it knows, and forget one that was given
// away or is broken. Who may write the data folder may do this; nobody can from afar.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'
import type { Config } from './config/config.ts'
import type { Forgotten, StorePort } from './store/port.ts'
import { openSqliteStore } from './store/sql/store.ts'

export interface KnownDoor {
  readonly door: DoorId
  readonly owner: Thumbprint
  /** ISO 8601. */
  readonly firstSeen: string
  readonly lastSeen: string
}

/** @throws HausrechtError `store_missing`, `store_locked` while the bridge runs, what else the store says */
const withStore = async <Result>({ data }: Config, use: (store: StorePort) => Promise<Result>): Promise<Result> => {
  const file = join(data, 'bridge.sqlite')
  // Opened, it would be made, and belong to whoever asked.
  if (!existsSync(file))
    throw new HausrechtError('store_missing', 'No bridge has run on this data folder: name its own')
  const store = await openSqliteStore(file)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

export const knownDoors = (config: Config): Promise<readonly KnownDoor[]> =>
  withStore(config, async ({ doors }) =>
    (await doors.all()).map(({ door, ownership, firstSeen, lastSeen }) => ({
      ...{ door, owner: ownership.owner },
      ...{ firstSeen: new Date(firstSeen).toISOString(), lastSeen: new Date(lastSeen).toISOString() },
    })),
  )

/** What was retained for it goes with it: a bridge that starts says again only what its store holds. @throws HausrechtError `door_unknown` */
export const forgetDoor = (config: Config, door: string): Promise<Forgotten> =>
  withStore(config, async ({ doors }) => {
    const forgotten = await doors.forget(door as DoorId)
    if (forgotten) return forgotten
    throw new HausrechtError('door_unknown', 'The bridge knows no such door: --doors lists those it knows')
  })
