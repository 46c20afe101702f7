// Every object of one store into another, compared by hash: moving house without any service running.

import { createHash } from 'node:crypto'
import type { Store } from '#cloud/store/port.ts'
import { fault } from '../spoken.ts'

export interface Copied {
  readonly objects: number
  readonly bytes: number
  /** Objects that were not there yet. */
  readonly sent: number
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** @throws SpokenError `copy_differs`; may be broken off and done again */
export const copyStore = async (from: Store, to: Store, prefixes: readonly string[]): Promise<Copied> => {
  const copied = { objects: 0, bytes: 0, sent: 0 }
  for (const prefix of prefixes) {
    for await (const { key } of from.list(prefix)) {
      const found = await from.get(key)
      // It went away meanwhile: retention, or the owner.
      if (!found) continue
      if ((await to.putIfAbsent(key, found.bytes)) === 'stored') copied.sent += 1
      const back = await to.get(key)
      if (!back || hashOf(back.bytes) !== hashOf(found.bytes)) throw fault('copy_differs', { key })
      copied.objects += 1
      copied.bytes += found.size
    }
  }
  return copied
}
