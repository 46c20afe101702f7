// Who watches while others come in: WebRTC without a page, in one process that decodes nothing, at the real door.

import { join } from 'node:path'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { openSession } from '#device/link/session.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs } from '#protocol/units.ts'
import { openPeers, type Peer, watcherOf } from '#test/support/watcher.ts'
import type { House } from '../parts/house.ts'
import { pause } from '../parts/wait.ts'
import { makeChain, makePerson } from '../people.ts'

export interface Viewers {
  /** Pictures that came to all of them so far. */
  pictures(): number
  /** How many are still connected. */
  there(): number
  close(): Promise<void>
}

const WATCHING_WITHIN = 60_000
const now = () => epochMs(Date.now())

/** A camera that has just begun shows nothing yet: asked again until pictures come. */
const insist = async <Value>(what: () => Promise<Value>): Promise<Value> => {
  const end = performance.now() + WATCHING_WITHIN
  for (;;) {
    try {
      return await what()
    } catch (cause) {
      if (performance.now() > end)
        throw new HausrechtError('bench_late', `A viewer saw nothing: ${String(cause)}`, { cause })
      await pause(500)
    }
  }
}

/** @param folder of the house, where the door's key is */
export const openViewers = async (
  { bridge, door, owner }: Pick<House, 'bridge' | 'door' | 'owner'>,
  folder: string,
  count: number,
): Promise<Viewers> => {
  const { verify } = await loadDoorKey(join(folder, 'door', 'door-key.json'))
  const peers = openPeers()
  const ends: (() => Promise<void>)[] = [() => peers.close()]
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  const watch = async (): Promise<Peer> => {
    const person = await makePerson()
    const chain = await makeChain(owner, [person], door, now(), { act: ['live'] })
    const met = {
      ...{ id: door, bridge },
      session: async (key: typeof person.key, own: readonly string[] = []) => {
        const at = { url: bridge.url, audience: bridge.thumbprint, suffix: `v${ends.length}` }
        const session = await openSession({ ...at, key, chain: own, now })
        ends.push(() => session.close())
        return session
      },
    }
    const watcher = await watcherOf(met, verify, person.key, chain)
    return (await insist(() => watcher.watch(peers))).peer
  }
  try {
    const all: Peer[] = []
    for (let n = 0; n < count; n += 1) all.push(await watch())
    return {
      pictures: () => all.reduce((sum, { numbers }) => sum + numbers.length, 0),
      there: () => all.filter(({ closed }) => !closed).length,
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}
