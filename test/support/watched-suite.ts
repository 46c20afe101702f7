// A suite at a house that can be watched, with viewers at hand; both are gone when it is over.

import { suite, type Test } from 'uvu'
import { openWatchedHouse, type WatchedChanges, type WatchedHouse } from './watched-house.ts'
import { openPeers, type Peers } from './watcher.ts'

export interface Watched {
  at: WatchedHouse
  peers: Peers
}

export const watchedSuite = (name: string, changes: WatchedChanges = {}): Test<Watched> => {
  const watched = suite<Watched>(name)
  watched.before(async (context) => {
    context.at = await openWatchedHouse(changes)
    context.peers = openPeers()
  })
  watched.after(async ({ at, peers }) => {
    await peers.close()
    await at.close()
  })
  return watched
}
