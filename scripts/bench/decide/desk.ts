// A bridge's desk with all its real parts but the broker: what it tells a door is counted and goes nowhere.

import pino from 'pino'
import { createAfterwards } from '#bridge/access/afterwards.ts'
import { bucketPer } from '#bridge/access/bucket.ts'
import { rememberChains } from '#bridge/access/chains.ts'
import { createRequesters, type Desk } from '#bridge/access/desk.ts'
import { openDoors } from '#bridge/access/doors.ts'
import { ACCESS_LIMITS } from '#bridge/access/limits.ts'
import { createNoticeboard } from '#bridge/access/noticeboard.ts'
import { NO_TALLY } from '#bridge/access/tally.ts'
import { createTurns } from '#bridge/access/turns.ts'
import { startWatch } from '#bridge/access/watch.ts'
import type { Broker } from '#bridge/broker/port.ts'
import { realClock } from '#bridge/clock.ts'
import { createPeers } from '#bridge/connection/peers.ts'
import { createAbsence } from '#bridge/push/absence.ts'
import type { StorePort } from '#bridge/store/port.ts'
import type { SigningKey } from '#protocol/keys.ts'

/** One door after the other takes hundreds of requests a second here: the buckets are asked, and never empty. */
const UNLIMITED = { burst: 1e9, perSecond: 1e9 }
const KEPT = 20_000

export interface Counted {
  readonly desk: Desk
  /** Commands said to doors. */
  readonly commands: () => number
  close(): Promise<void>
}

const NO_PUSH = { see: () => undefined }

export const makeDesk = async (bridge: SigningKey, store: StorePort): Promise<Counted> => {
  const clock = realClock()
  let commands = 0
  const broker: Broker = {
    listen: async () => ({}),
    upgrade: () => undefined,
    publish: async () => undefined,
    tell: () => {
      commands += 1
      return true
    },
    isSubscribed: () => true,
    drop: () => undefined,
    allow: () => undefined,
    connections: () => 0,
    close: async () => undefined,
  }
  const doors = await openDoors(store)
  const peers = createPeers()
  const notices = createNoticeboard({ clock, doors, peers, tally: NO_TALLY, push: NO_PUSH, broker: () => broker })
  const watch = startWatch(clock, ACCESS_LIMITS, notices, [])
  const mayAsk = bucketPer(UNLIMITED, KEPT)
  const afterwards = createAfterwards(() => undefined)
  const rate = (who: string): boolean => mayAsk(who, clock.monotonic())
  const desk: Desk = {
    bridge,
    clock,
    log: pino({ level: 'silent' }),
    tally: NO_TALLY,
    limits: ACCESS_LIMITS,
    owners: undefined,
    store,
    intake: {
      take: async () => ({ ok: true, head: undefined, again: false, notices: [], fresh: [], remoteOff: undefined }),
      head: async () => undefined,
      shown: async () => [],
      late: async () => [],
    },
    doors,
    peers,
    turns: createTurns(ACCESS_LIMITS.waiting),
    watch,
    notices,
    push: NO_PUSH,
    absence: createAbsence(),
    relays: undefined,
    open: rememberChains(KEPT),
    requesters: createRequesters(KEPT),
    mayAsk: { key: rate, door: rate },
    broker: () => broker,
    afterwards: (work) => afterwards.run(work),
  }
  return {
    desk,
    commands: () => commands,
    close: async () => {
      watch.stop()
      await desk.turns.idle()
      await afterwards.done()
    },
  }
}
