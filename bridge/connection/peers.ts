// Who is connected now, by key.

import type { Thumbprint } from '#protocol/units.ts'
import type { Peer } from './peer.ts'

export interface Peers {
  add(peer: Peer): void
  remove(peer: Peer): void
  of(key: Thumbprint): readonly Peer[]
  /** By their keys' first connection, oldest first. */
  all(): Iterable<Peer>
}

export const createPeers = (): Peers => {
  const byKey = new Map<Thumbprint, readonly Peer[]>()
  return {
    add: (peer) => {
      byKey.set(peer.key, [...(byKey.get(peer.key) ?? []), peer])
    },
    remove: (peer) => {
      const left = (byKey.get(peer.key) ?? []).filter((other) => other !== peer)
      if (left.length > 0) byKey.set(peer.key, left)
      else byKey.delete(peer.key)
    },
    of: (key) => byKey.get(key) ?? [],
    *all() {
      for (const peers of byKey.values()) yield* peers
    },
  }
}
