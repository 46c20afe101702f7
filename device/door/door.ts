// The door itself, whatever it is connected to: takes requests, lists and orders, runs the visit, writes the
// journal, signs what it says. It does not know how anything reaches it or leaves it.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { Happening, Head } from '#protocol/entry.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { PublicJwk, SigningKey } from '#protocol/keys.ts'
import { LOCAL } from '#protocol/proof.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { OpenedRequest, Request } from '#protocol/request.ts'
import { type DoorId, type EpochMs, type Millis, millis, type RequestId } from '#protocol/units.ts'
import { createChallenges } from '../access/challenges.ts'
import type { Way } from '../access/judge.ts'
import { inBackground } from '../background.ts'
import type { BoltPort } from '../bolt/port.ts'
import type { RecorderPort } from '../camera/port.ts'
import type { DoorClock } from '../clock/door-clock.ts'
import { isSpent, type Memory } from '../journal/memory.ts'
import type { Outage } from '../journal/outage.ts'
import type { JournalPort } from '../journal/port.ts'
import type { LivePort } from '../live/port.ts'
import type { PinStore } from '../pin/store.ts'
import { fullBucket, take } from '../visit/bucket.ts'
import type { Intent } from '../visit/event.ts'
import { start } from '../visit/reduce.ts'
import type { Remembered } from '../visit/state.ts'
import { viewOf } from '../visit/view.ts'
import { createBell } from './bell.ts'
import { createDoorbell } from './doorbell.ts'
import { createLine } from './line.ts'
import { createOrders, type Orders } from './orders.ts'
import { createReceipts, type Receipts } from './receipts.ts'
import { createRecent } from './recent.ts'
import { applyRevocations } from './revocations.ts'
import { createRunner, type Runner } from './runner.ts'
import { type StatementParts, signOwnership, signReceipt, signState } from './statement.ts'
import { createTurns, type RefusedHere, type Turns } from './turns.ts'

export interface DoorParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly clock: Clock
  readonly time: Pick<DoorClock, 'now' | 'trusted' | 'witness'>
  readonly journal: JournalPort
  readonly outage: Pick<Outage, 'alarms'>
  readonly bolt: BoltPort
  readonly recorder: RecorderPort
  readonly live: LivePort
  readonly pins: PinStore
  readonly hold: Millis
  readonly version: string
  readonly log: Logger
  /** Hands out what the door says; nothing waits for it. */
  say(name: 'state' | 'receipt' | 'bell', payload: string, request?: RequestId): Promise<unknown>
}

export interface Door {
  readonly receipts: Receipts
  readonly orders: Orders
  request(request: Request, way: Way): Promise<RefusedHere | undefined>
  /** An opening by PIN, whose place in the journal is that of its `pin` entry. */
  pinOpens(): Promise<void>
  revocations(token: string): Promise<boolean>
  /** Belongs to this owner from now on; what the one before signed and is still under way is refused. */
  pair(owner: PublicJwk, bridge: PublicJwk): Promise<void>
  /** The request whose visit is under way. */
  open(): RequestId | undefined
  head(): Head
  /** Of the revocation list in force. */
  epoch(): number
  /** A fresh one, and the latest one while it is young. */
  challenge(): Promise<string>
  currentChallenge(): Promise<string>
  state(): Promise<string>
  ownership(): Promise<string | undefined>
  /** Says its state, when it has nothing better to do. */
  publish(): void
  close(): void
}

const LAST_ID = 16_383

const remembered = (memory: Memory, now: EpochMs): Remembered => {
  const { visit, alarms } = memory
  if (!visit) return { alarms, visit: undefined }
  const { request, via, opened, since } = visit
  return { visit: { request, via, opened, age: millis(Math.max(0, now - since)) }, alarms }
}

export const createDoor = (parts: DoorParts): Door => {
  const { clock, journal, time, log, door, key } = parts
  const challenges = createChallenges(door, key, clock)
  const receipts = createReceipts(clock)
  const line = createLine()

  const statement: StatementParts = {
    door,
    key,
    journal,
    version: parts.version,
    recorder: parts.recorder,
    outage: parts.outage,
    now: () => time.now(),
    clockTrusted: () => time.trusted(),
    viewers: () => parts.live.viewers(),
    view: () => viewOf(runner.state),
  }
  const bell = createBell(async () => {
    await parts.say('state', await signState(statement))
  }, log)

  const give = (request: RequestId, token: string): void => {
    receipts.add(request, token)
    // Not waited for: while a message of the link is being handled, nothing said on it is confirmed.
    inBackground(parts.say('receipt', token, request), log, 'a receipt could not be said')
  }

  const firstId = 1 + Math.floor(Math.random() * LAST_ID)
  const runner: Runner = createRunner(
    {
      clock,
      log,
      journal,
      bolt: parts.bolt,
      publish: () => bell.ring(),
      receipt: async ({ request, step, code }, written) => {
        const what = code === undefined ? { req: request, step } : { req: request, step, code }
        give(request, await signReceipt(statement, what, written))
      },
    },
    start(clock.monotonic(), remembered(journal.memory(), time.now()), firstId),
  )

  // A hostile bridge could otherwise fill the journal with refusals.
  let refusals = fullBucket(clock.monotonic())
  const unwritten = createRecent()
  const write = async (
    what: Extract<Happening, { kind: 'refused' }>,
    request: RequestId,
  ): Promise<Head | undefined> => {
    const taken = take(refusals, clock.monotonic())
    refusals = taken.bucket
    if (taken.ok) return journal.append(what)
    unwritten.add(request)
    return undefined
  }

  const refused = async (
    refusal: Refused,
    way: Way,
    opened: OpenedRequest | undefined,
  ): Promise<string | undefined> => {
    const { code, detail } = refusal
    log.info({ code, detail, via: way.via }, 'a request was refused')
    if (!opened) return undefined
    const { proof, chain } = opened
    const { jti: request, act, via } = proof
    const over = isSpent(journal.memory(), request) || unwritten.has(request)
    const written = await write({ kind: 'refused', code, via, request, holder: chain.holder, act }, request)
    // Said already what became of it: a second answer would contradict the first.
    if (over) return undefined
    const receipt = await signReceipt(statement, { req: request, act, step: 'refused', code }, written)
    give(request, receipt)
    return receipt
  }

  const turns: Turns = createTurns({
    door,
    challenges,
    recorder: parts.recorder,
    now: () => time.now(),
    clockTrusted: () => time.trusted(),
    isAnswered: (request) => unwritten.has(request),
    journal,
    runner,
    hold: parts.hold,
    log,
    clock,
    line,
    witness: (at) => time.witness(at),
    live: parts.live,
    allowed: async (request, place) => {
      give(request, await signReceipt(statement, { req: request, act: 'live', step: 'allowed' }, place))
    },
    refused,
  })

  const stopRinging = createDoorbell({
    ...{ door, key, journal, log, recorder: parts.recorder },
    now: () => time.now(),
    say: (token) => parts.say('bell', token),
  })

  const pinIntent = (): Intent => ({
    kind: 'intent',
    request: freshRequestId(),
    act: 'unlock',
    via: LOCAL,
    spends: [],
    binds: [],
    hold: parts.hold,
  })

  return {
    receipts,
    orders: createOrders({ door, journal, challenges, pins: parts.pins, line }),
    request: (request, way) => turns.take(request, way),
    pinOpens: () => turns.takePin(pinIntent(), parts.hold),
    revocations: async (token) => {
      const isNew = await applyRevocations({ journal, door, line }, token)
      if (isNew) bell.ring()
      return isNew
    },
    pair: (owner, bridge) =>
      line(async () => {
        await journal.append({ kind: 'paired', owner, bridge })
      }),
    open: () => journal.memory().visit?.request,
    head: () => journal.head(),
    epoch: () => journal.memory().revoked.epoch,
    challenge: () => challenges.next(time.now()),
    currentChallenge: () => challenges.current(time.now()),
    state: () => signState(statement),
    ownership: () => signOwnership(statement),
    publish: () => bell.ring(),
    close: () => {
      stopRinging()
      runner.close()
    },
  }
}
