// Which bridge this is. Its key is pinned when it is first met: another one at the same address is told, not obeyed.

import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { type PublicJwk, PublicJwkSchema, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { type EpochMs, epochMs } from '#protocol/units.ts'
import { get, put } from './database.ts'
import type { SharedTime } from './time.ts'

const LIMIT = 8000
const PINNED = 'bridge'
const WellKnownSchema = z.object({ v: z.literal(1), key: PublicJwkSchema })

const own = (): EpochMs => epochMs(Date.now())

/** Asks for its key and, by the way, for the time. @throws HausrechtError `offline` */
export const askBridge = async (time: SharedTime): Promise<PublicJwk> => {
  const asked = own()
  try {
    const signal = AbortSignal.timeout(LIMIT)
    const answer = await fetch('/.well-known/hausrecht', { cache: 'no-store', redirect: 'error', signal })
    time.heardDate(answer.headers.get('date'), asked, own())
    return WellKnownSchema.parse(await answer.json()).key
  } catch (cause) {
    throw new HausrechtError('offline', 'The bridge does not answer.', { cause })
  }
}

export const pinnedBridge = async (database: IDBDatabase): Promise<VerifyKey | undefined> => {
  const read = PublicJwkSchema.safeParse(await get(database, 'kept', PINNED))
  return read.success ? verifyKey(read.data) : undefined
}

/** @throws HausrechtError `offline` when it was never met and does not answer */
export const meetBridge = async (database: IDBDatabase, time: SharedTime): Promise<VerifyKey> => {
  const pinned = await pinnedBridge(database)
  if (pinned) return pinned
  const key = await verifyKey(await askBridge(time))
  await put(database, 'kept', PINNED, key.jwk)
  return key
}

/** Is it still the same? @throws HausrechtError `bridge_changed`, `offline` */
export const checkBridge = async (pinned: VerifyKey, time: SharedTime): Promise<void> => {
  const key = await verifyKey(await askBridge(time))
  if (key.thumbprint === pinned.thumbprint) return
  throw new HausrechtError('bridge_changed', 'Another bridge answers at this address.')
}
