// Requests to the door, one decision at a time: examined side by side, judged and written down in turn, so that
// no two of them can spend the same use. Also learns from a visitor that the door's revocation list is behind.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { needsRecording } from '#protocol/decide.ts'
import type { Head } from '#protocol/entry.ts'
import { type RefusalCode, type Refused, refuse } from '#protocol/refusals.ts'
import type { OpenedRequest, Request } from '#protocol/request.ts'
import { type EpochMs, type Millis, millis, type RequestId } from '#protocol/units.ts'
import { type Examined, examine, type Judgement, type JudgeParts, judge, type Way } from '../access/judge.ts'
import type { JournalPort } from '../journal/port.ts'
import type { LivePort } from '../live/port.ts'
import { fullBucket, take } from '../visit/bucket.ts'
import type { Intent } from '../visit/event.ts'
import type { Line } from './line.ts'
import type { Runner } from './runner.ts'

/** Requests waiting for their turn; one more is refused. */
const WAITING_MOST = 32

export interface TurnParts extends JudgeParts {
  readonly journal: JournalPort
  readonly runner: Pick<Runner, 'begin' | 'busy' | 'tell'>
  readonly hold: Millis
  readonly log: Logger
  readonly clock: Pick<Clock, 'monotonic'>
  readonly line: Line
  /** The paired bridge signed this time just now. */
  witness(time: EpochMs): void
  readonly live: Pick<LivePort, 'obstacle' | 'allow'>
  /** A request to watch is in the journal, here. */
  allowed(request: RequestId, place: Head): Promise<void>
  /** A request that did not come to an intent: written down and answered. @returns its receipt, if it gets one */
  refused(refusal: Refused, way: Way, opened: OpenedRequest | undefined): Promise<string | undefined>
}

/** A no, and the door's signed word of it where the request was one of somebody known. */
export interface RefusedHere extends Refused {
  readonly receipt?: string
}

export interface Turns {
  /** Resolves when the request is refused, or its intent durable. What follows is told by receipts. */
  take(request: Request, way: Way): Promise<RefusedHere | undefined>
  /** An opening by PIN: its own proof was the keypad. */
  takePin(intent: Intent, hold: Millis): Promise<void>
}

/** The owner in person is never held up by what others ask for. */
const bounded = (clock: TurnParts['clock']): ((opened: OpenedRequest) => boolean) => {
  let bucket = fullBucket(clock.monotonic())
  return ({ chain }) => {
    if (chain.grants.length === 0) return true
    const taken = take(bucket, clock.monotonic())
    bucket = taken.bucket
    return taken.ok
  }
}

export const createTurns = (parts: TurnParts): Turns => {
  let waiting = 0
  // Each is an entry and a spent id: without a bound a flood of them would push honest ids out of memory.
  const mayLock = bounded(parts.clock)
  const mayWatch = bounded(parts.clock)

  const refuseWith = async (refusal: Refused, way: Way, opened: OpenedRequest | undefined): Promise<RefusedHere> => {
    const receipt = await parts.refused(refusal, way, opened)
    return receipt === undefined ? refusal : { ...refusal, receipt }
  }

  const learn = async ({ chain }: OpenedRequest): Promise<void> => {
    const newest = Math.max(0, ...chain.grants.map((grant) => grant.epoch))
    if (newest > parts.journal.memory().revoked.epoch && newest > parts.journal.memory().epochSeen) {
      await parts.journal.append({ kind: 'behind', epoch: newest })
    }
  }

  const carryOut = async (judgement: Judgement, request: Request, way: Way): Promise<RefusedHere | undefined> => {
    const { verdict, opened } = judgement
    if (!verdict.ok || !opened) return refuseWith(verdict.ok ? refuse('token_malformed') : verdict, way, opened)
    const { proof, chain } = opened
    const hold = millis(Math.min(request.hold ?? parts.hold, parts.hold))
    const intent: Intent = {
      kind: 'intent',
      request: proof.jti,
      act: verdict.action,
      holder: chain.holder,
      via: proof.via,
      spends: [...verdict.spends],
      binds: [...verdict.binds],
      ...(verdict.action === 'unlock' ? { hold } : {}),
    }
    return start(intent, hold, way, opened)
  }

  const start = async (
    intent: Intent,
    hold: Millis,
    way: Way,
    opened: OpenedRequest,
  ): Promise<RefusedHere | undefined> => {
    switch (intent.act) {
      case 'unlock':
        await parts.runner.begin({ kind: 'allowed', intent, hold })
        return undefined
      case 'lock':
        if (!mayLock(opened)) return refuseWith(refuse('rate_limited'), way, opened)
        parts.runner.tell({ kind: 'lock', intent })
        return undefined
      case 'live':
        return watch(intent, way, opened)
    }
  }

  /** Nothing moves: once it is written down, the viewer's signals are answered. */
  const watch = async (intent: Intent, way: Way, opened: OpenedRequest): Promise<RefusedHere | undefined> => {
    const obstacle = parts.live.obstacle(opened.chain) ?? (mayWatch(opened) ? undefined : 'rate_limited')
    if (obstacle !== undefined) return refuseWith(refuse(obstacle), way, opened)
    const written = await parts.journal.append(intent)
    const relay = way.via === 'bridge' ? way.relay : undefined
    parts.live.allow({ request: intent.request, chain: opened.chain, ...(relay === undefined ? {} : { relay }) })
    await parts.allowed(intent.request, written)
    return undefined
  }

  /** Outside the line: while a film begins, the owner's own key must not have to wait. So everything is asked anew. */
  const recorded = async (examined: Examined, request: Request, way: Way): Promise<RefusedHere | undefined> => {
    const { proof, chain } = examined.opened
    const grant = chain.grants.at(-1)?.jti
    const recorder = await parts.recorder.begin(grant ? { request: proof.jti, grant } : { request: proof.jti })
    const refused = await parts.line(() => {
      // Waited for too long, or another's visit was over meanwhile: what was ready is no more.
      const still = recorder === 'ready' && !parts.recorder.films(proof.jti) ? 'not_durable' : recorder
      return carryOut(judge(parts, parts.journal.memory(), examined, still), request, way)
    })
    if (refused) parts.recorder.dismiss(proof.jti)
    return refused
  }

  /** While a visit is under way no other film is begun. */
  const busy = async ({ opened }: Examined, way: Way): Promise<{ readonly over: RefusedHere } | undefined> =>
    parts.runner.busy() ? { over: await refuseWith(refuse('busy'), way, opened) } : undefined

  const taking = async (request: Request, way: Way): Promise<RefusedHere | undefined> => {
    const examined = await examine(parts, parts.journal.memory(), request, way)
    if ('verdict' in examined) return parts.line(() => carryOut(examined, request, way))
    const asked = await parts.line(async () => {
      if (examined.admittedAt !== undefined) parts.witness(examined.admittedAt)
      await learn(examined.opened)
      const judgement = judge(parts, parts.journal.memory(), examined)
      if (!judgement.verdict.ok || !needsRecording(examined.opened))
        return { over: await carryOut(judgement, request, way) }
      return (await busy(examined, way)) ?? 'to be recorded'
    })
    return asked === 'to be recorded' ? recorded(examined, request, way) : asked.over
  }

  return {
    take: async (request, way) => {
      if (waiting >= WAITING_MOST) {
        const code: RefusalCode = 'rate_limited'
        parts.log.warn({ code }, 'too many requests wait for their turn')
        return refuse(code)
      }
      waiting += 1
      try {
        return await taking(request, way)
      } finally {
        waiting -= 1
      }
    },
    takePin: (intent, hold) => parts.line(() => parts.runner.begin({ kind: 'allowed', intent, hold })),
  }
}
