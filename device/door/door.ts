// The door itself, whatever it is connected to: takes requests, lists and orders, runs the visit, writes the
// journal, signs what it says. It does not know how anything reaches it or leaves it.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { Head } from '#protocol/entry.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { LOCAL } from '#protocol/proof.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { OpenedRequest, Request } from '#protocol/request.ts'
import { type DoorId, type EpochMs, type Millis, millis, type RequestId } from '#protocol/units.ts'
import { createChallenges } from '../access/challenges.ts'
import type { Way } from '../access/judge.ts'
import type { BoltPort } from '../bolt/port.ts'
import type { RecorderPort } from '../camera/port.ts'
import type { DoorClock } from '../clock/door-clock.ts'
import type { Memory } from '../journal/memory.ts'
import type { JournalPort } from '../journal/port.ts'
import type { PinStore } from '../pin/store.ts'
import { fullBucket, take } from '../visit/bucket.ts'
import type { Intent } from '../visit/event.ts'
import { start } from '../visit/reduce.ts'
import type { Remembered } from '../visit/state.ts'
import { viewOf } from '../visit/view.ts'
import { createBell } from './bell.ts'
import { createOrders, type Orders } from './orders.ts'
import { createReceipts, type Receipts } from './receipts.ts'
import { applyRevocations } from './revocations.ts'
import { createRunner, type Runner } from './runner.ts'
import { type StatementParts, signOwnership, signReceipt, signState } from './statement.ts'
import { createTurns, type Turns } from './turns.ts'

export interface DoorParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly clock: Clock
  readonly time: Pick<DoorClock, 'now' | 'trusted' | 'witness'>
  readonly journal: JournalPort
  readonly bolt: BoltPort
  readonly recorder: RecorderPort
  readonly pins: PinStore
  readonly hold: Millis
  readonly version: string
  readonly log: Logger
  /** Hands out what the door says; nothing waits for it. */
  say(name: 'state' | 'receipt', payload: string, request?: RequestId): Promise<unknown>
}

export interface Door {
  readonly receipts: Receipts
  readonly orders: Orders
  request(request: Request, way: Way): Promise<Refused | undefined>
  /** An opening by PIN, whose place in the journal is that of its `pin` entry. */
  pinOpens(): Promise<void>
  revocations(token: string): Promise<boolean>
  /** The request whose visit is under way. */
  open(): RequestId | undefined
  head(): Head
  /** Of the revocation list in force. */
  epoch(): number
  challenge(): Promise<string>
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

  const statement: StatementParts = {
    door,
    key,
    journal,
    version: parts.version,
    now: () => time.now(),
    clockTrusted: () => time.trusted(),
    view: () => viewOf(runner.state),
  }
  const bell = createBell(async () => {
    await parts.say('state', await signState(statement))
  }, log)

  const give = async (request: RequestId, token: string): Promise<void> => {
    receipts.add(request, token)
    await parts.say('receipt', token, request)
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
        await give(request, await signReceipt(statement, what, written))
      },
    },
    start(clock.monotonic(), remembered(journal.memory(), time.now()), firstId),
  )

  // A stranger at the local door could otherwise fill the journal with refusals.
  let refusals = fullBucket(clock.monotonic())
  const refused = async (refusal: Refused, way: Way, opened: OpenedRequest | undefined): Promise<void> => {
    const taken = take(refusals, clock.monotonic())
    refusals = taken.bucket
    log.info({ code: refusal.code, detail: refusal.detail, via: way.via }, 'a request was refused')
    if (!opened) return
    const { proof, chain } = opened
    const what = { request: proof.jti, holder: chain.holder, act: proof.act }
    const written = taken.ok
      ? await journal.append({
          kind: 'refused',
          code: refusal.code,
          via: proof.via,
          ...what,
        })
      : undefined
    const said = { req: proof.jti, act: proof.act, step: 'refused' as const, code: refusal.code }
    await give(proof.jti, await signReceipt(statement, said, written))
  }

  const turns: Turns = createTurns({
    door,
    challenges,
    recorder: parts.recorder,
    now: () => time.now(),
    clockTrusted: () => time.trusted(),
    journal,
    runner,
    hold: parts.hold,
    log,
    witness: (at) => time.witness(at),
    refused,
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
    orders: createOrders({ door, journal, challenges, pins: parts.pins }),
    request: (request, way) => turns.take(request, way),
    pinOpens: () => turns.takePin(pinIntent(), parts.hold),
    revocations: async (token) => {
      const isNew = await applyRevocations(journal, door, token)
      if (isNew) bell.ring()
      return isNew
    },
    open: () => journal.memory().visit?.request,
    head: () => journal.head(),
    epoch: () => journal.memory().revoked.epoch,
    challenge: () => challenges.next(time.now()),
    state: () => signState(statement),
    ownership: () => signOwnership(statement),
    publish: () => bell.ring(),
    close: () => runner.close(),
  }
}
