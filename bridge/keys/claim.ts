// A store belongs to one bridge key. With another key every door would turn the bridge away, one by one and without
// a word here; so it is said at once.

import { HausrechtError } from '#protocol/fault.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { SettingBook } from '../store/port.ts'

const NAME = 'bridge'

/** @throws HausrechtError `store_of_another` */
export const claimStore = async (settings: SettingBook, bridge: Thumbprint): Promise<void> => {
  const owner = await settings.get(NAME)
  if (owner === undefined) return settings.set(NAME, bridge)
  if (owner === bridge) return
  const next = 'put the key file of that bridge back, or start with an empty data folder and pair the doors again'
  throw new HausrechtError(
    'store_of_another',
    `The store belongs to the bridge ${owner}, but the key is ${bridge}'s: ${next}`,
  )
}
