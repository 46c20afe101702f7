// A client that has shown its key: what the bridge knows of it for as long as it is connected.

import type { Chain } from '#protocol/chain.ts'
import type { ReaderClaims } from '#protocol/reader.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'

/** A chain that a courier brought, opened against the owner of its door. */
export interface Holding {
  readonly door: DoorId
  readonly chain: Chain
  /** Its link belongs to another key: good for hearing so, and nothing else. */
  readonly barred: Refused | undefined
}

export interface Peer {
  readonly clientId: string
  readonly key: Thumbprint
  readonly address: string
  /** It named no bridge: a door that has none yet, good for the pairing topics alone. */
  readonly unpaired: boolean
  readonly holding: Holding | undefined
  /** It has no key, but an owner's reader token: `key` then stands for that token and owns nothing. */
  readonly reading?: ReaderClaims
}
