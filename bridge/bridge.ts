// One bridge, wired: what `main` starts from a configuration, and tests and benches in their own process.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { seconds, type Thumbprint } from '#protocol/units.ts'
import { createAfterwards } from './access/afterwards.ts'
import { bindLink } from './access/bind-link.ts'
import { bucketPer } from './access/bucket.ts'
import { rememberChains } from './access/chains.ts'
import { createRequesters, type Desk } from './access/desk.ts'
import { openDoors } from './access/doors.ts'
import { tellLate } from './access/journals.ts'
import { createKeeper } from './access/keeper.ts'
import { ACCESS_LIMITS, type AccessLimits } from './access/limits.ts'
import { createNoticeboard } from './access/noticeboard.ts'
import { tellAway } from './access/presence.ts'
import { restoreRetained } from './access/restore.ts'
import { dropReaders, LOOK_FOR_ROOM, makeRoom } from './access/room.ts'
import { NO_TALLY, type Tally } from './access/tally.ts'
import { createTurns } from './access/turns.ts'
import { startWatch } from './access/watch.ts'
import { openBroker } from './broker/broker.ts'
import { BROKER_LIMITS, type BrokerLimits } from './broker/limits.ts'
import type { Opening, Upgrade } from './broker/listen.ts'
import type { Broker, Ports } from './broker/port.ts'
import { authenticate, type Entrance } from './connection/authenticate.ts'
import { createPeers } from './connection/peers.ts'
import { createIntake } from './journal/intake.ts'
import { createAbsence } from './push/absence.ts'
import type { Push } from './push/push.ts'
import type { Relays } from './relay/relay.ts'
import type { StorePort } from './store/port.ts'

export interface BridgeParts {
  readonly key: SigningKey
  readonly store: StorePort
  readonly clock: Clock
  readonly log: Logger
  readonly listen: readonly Opening[]
  /** Keys that may own doors here; undefined: anybody. */
  readonly owners?: ReadonlySet<Thumbprint>
  readonly tally?: Tally
  /** Told of what happens; nobody waits for it. */
  readonly push?: Pick<Push, 'see'>
  /** The house's own relay, lent to whoever may watch. */
  readonly relays?: Relays
  readonly limits?: { readonly broker?: Partial<BrokerLimits>; readonly access?: Partial<AccessLimits> }
}

export interface Bridge {
  readonly key: SigningKey
  readonly ports: Ports
  /** A request for MQTT over WebSocket that came to another listener, whose limits it has passed. */
  readonly upgrade: Upgrade
  connections(): number
  /** Doors it knows. */
  doors(): number
  /** Takes nothing new, ends what is under way, leaves the store open: it is whoever's opened it. */
  close(): Promise<void>
}

const CHAINS_KEPT = 2000
const REQUESTERS_KEPT = 20_000
const KEYS_RATED = 20_000
const SWEEP = seconds(60)
const LATE = seconds(5)
const NO_PUSH: Pick<Push, 'see'> = { see: () => undefined }

/**
 * Starts a bridge on an open store.
 * @throws HausrechtError `listen_failed`, `tls_missing`, `store_damaged`
 */
export const createBridge = async (parts: BridgeParts): Promise<Bridge> => {
  const limits = { ...ACCESS_LIMITS, ...parts.limits?.access }
  const brokerLimits = { ...BROKER_LIMITS, ...parts.limits?.broker }
  const { clock, log, store } = parts
  const afterwards = createAfterwards((err: unknown) => log.error({ err }, 'work in the background failed'))
  let broker: Broker | undefined
  const desk = await deskOf(parts, limits, afterwards.run, () => broker as Broker)
  const entrance: Entrance = {
    bridge: parts.key.thumbprint,
    perKey: brokerLimits.perKey,
    peers: desk.peers,
    open: desk.open,
    now: () => clock.now(),
    door: (id) => desk.doors.get(id),
    spend: (key, id, until) => store.spent.spend(key, id, until),
    bind: (door, binding) => bindLink(desk, door, binding),
  }
  const keeper = createKeeper({ desk, hello: (hello) => authenticate(hello, entrance) })
  const running = await openBroker({ limits: brokerLimits, clock, keeper })
  broker = running
  await restoreRetained(desk)
  const ports = await running.listen(parts.listen).catch(async (error: unknown) => {
    desk.watch.stop()
    await running.close()
    throw error
  })
  const stops = [
    clock.every(SWEEP, () => afterwards.run(() => store.sweep(clock.now()))),
    clock.every(LATE, () => afterwards.run(() => tellLate(desk))),
    clock.every(LATE, () => tellAway(desk)),
    clock.every(LATE, () => dropReaders(desk)),
    clock.every(LOOK_FOR_ROOM, () => makeRoom(desk, brokerLimits.connections)),
    () => desk.watch.stop(),
  ]
  return {
    key: parts.key,
    ports,
    upgrade: running.upgrade,
    connections: () => running.connections(),
    doors: () => desk.doors.count(),
    close: async () => {
      for (const stop of stops) stop()
      await running.close()
      await desk.turns.idle()
      await afterwards.done()
    },
  }
}

const deskOf = async (
  parts: BridgeParts,
  limits: AccessLimits,
  afterwards: Desk['afterwards'],
  broker: () => Broker,
): Promise<Desk> => {
  const { key, store, clock, log, tally = NO_TALLY, push = NO_PUSH, relays } = parts
  const doors = await openDoors(store)
  const peers = createPeers()
  const notices = createNoticeboard({ clock, doors, peers, tally, push, broker })
  const absence = createAbsence()
  // Whoever does not come back after a restart is away as well.
  for (const { id } of doors.all()) absence.gone(id, clock.monotonic())
  const perKey = bucketPer(limits.requestsPerKey, KEYS_RATED)
  const perDoor = bucketPer(limits.requestsPerDoor, KEYS_RATED)
  return {
    bridge: key,
    clock,
    log,
    tally,
    limits,
    owners: parts.owners,
    store,
    intake: createIntake({ journals: store.journals, clock }),
    doors,
    peers,
    // Receipts and withdrawals find room where requests do not any more.
    turns: createTurns(limits.waiting * 4),
    watch: startWatch(clock, limits, notices, await store.requests.outstanding()),
    notices,
    push,
    absence,
    relays,
    open: rememberChains(CHAINS_KEPT),
    requesters: createRequesters(REQUESTERS_KEPT),
    mayAsk: {
      key: (who) => perKey(who, clock.monotonic()),
      door: (who) => perDoor(who, clock.monotonic()),
    },
    broker,
    afterwards,
  }
}
