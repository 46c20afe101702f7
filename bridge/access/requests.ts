// A request: opened, decided with the bridge's own facts, made durable, admitted and handed to the door that is there
// now. Or refused, with a signed code that a person can read about. Nothing waits for a door that is away.

import { ADMISSION } from '#protocol/admission.ts'
import { parseCanonical } from '#protocol/canonical.ts'
import type { Chain } from '#protocol/chain.ts'
import { type Allowed, decide } from '#protocol/decide.ts'
import { RequestIdSchema } from '#protocol/ids.ts'
import { ADMISSION_LIFETIME, CHALLENGE_LIFETIME, SKEW_MOST } from '#protocol/limits.ts'
import type { Relay } from '#protocol/live/relay.ts'
import { REFUSAL } from '#protocol/receipt.ts'
import { type RefusalCode, type Refused, refuse } from '#protocol/refusals.ts'
import { type Command, type OpenedRequest, openRequest, type Request, RequestSchema } from '#protocol/request.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import {
  type DoorId,
  type EpochMs,
  epochMs,
  type GrantId,
  later,
  millis,
  type RequestId,
  type Thumbprint,
  toSeconds,
} from '#protocol/units.ts'
import type { Verdict } from '../broker/port.ts'
import type { Peer } from '../connection/peer.ts'
import type { AdmissionRecord } from '../store/port.ts'
import type { Desk } from './desk.ts'
import { challengeAge, type Door } from './door.ts'
import { standing } from './standing.ts'

/** Reserved until the door must have answered; spent for long after its challenge has died. */
const RESERVED = millis(ADMISSION_LIFETIME + SKEW_MOST)
const SPENT = millis(CHALLENGE_LIFETIME * 120)

/** A request that came in, and who says it. */
interface Asked {
  readonly desk: Desk
  readonly peer: Peer
  readonly door: Door
  readonly request: Request
  /** The request as it was written: canonical, so it is handed on as it is. */
  readonly text: string
}

/** @returns a refusal only for what is no request at all; everything else is answered on its receipt topic */
export const takeRequest = async (desk: Desk, peer: Peer, door: Door, text: string): Promise<Verdict> => {
  const request = RequestSchema.safeParse(parseCanonical(text))
  if (!request.success) return refuse('token_malformed', 'request')
  const began = desk.clock.monotonic()
  const refused = await admitted({ desk, peer, door, request: request.data, text })
  if (refused) {
    const id = idOf(request.data)
    if (!id) return refuse('token_malformed', 'proof')
    desk.log.info({ door: door.id, request: id, code: refused.code, detail: refused.detail }, 'request refused')
    await sayRefusal(desk, door.id, id, refused.code, peer)
    tellOwner(desk, peer, door, id, refused.code)
  }
  desk.tally.decided(refused?.code ?? 'admitted', desk.clock.monotonic() - began)
  return 'taken'
}

/** Only of a real request of a real holder. What is asked too often has a notice of its own. */
const tellOwner = (desk: Desk, peer: Peer, door: Door, request: RequestId, code: RefusalCode): void => {
  if (desk.requesters.of(request) !== peer.key || peer.key === door.owner) return
  if (code === 'replayed' || code === 'rate_limited') return
  desk.push.see(door.owner, { kind: 'refused', door: door.id, at: desk.clock.now(), request, holder: peer.key, code })
}

/** What a refused request is called, by itself: nothing in it need have been checked. */
const idOf = (request: Request): RequestId | undefined => {
  const claims = peekClaims(request.proof)
  const id = typeof claims === 'object' && claims !== null && 'jti' in claims ? claims.jti : undefined
  const read = RequestIdSchema.safeParse(id)
  return read.success ? read.data : undefined
}

const admitted = async (asked: Asked): Promise<Refused | undefined> => {
  const { desk, peer, door, request } = asked
  if (!desk.mayAsk.key(peer.key)) return refuse('rate_limited', 'key')
  const opened = await openRequest(request, { door: door.id, owner: await door.ownerKey() }, desk.open)
  if (!opened.ok) return opened
  if (opened.chain.holder !== peer.key) return refuse('wrong_key', "another key's request")
  desk.requesters.note(opened.proof.jti, peer.key)
  // Whoever has no standing is told so below, and uses up nobody else's room at the door by asking.
  const counts = peer.key !== door.owner && !peer.holding?.barred && !lacksStanding(desk, door, opened)
  if (counts && !desk.mayAsk.door(door.id)) {
    desk.notices.post(door.id, 'flood', 'too many requests')
    return refuse('rate_limited', 'door')
  }
  if (desk.turns.waiting(door.id) >= desk.limits.waiting) return refuse('rate_limited', 'too much waits')
  return desk.turns.take(door.id, () => inTurn(asked, opened))
}

const lacksStanding = ({ clock }: Desk, door: Door, { chain }: OpenedRequest): Refused | undefined =>
  chain.grants.length > 0 ? standing(chain, door, clock.now()) : undefined

/** Nothing else is decided for this door meanwhile. */
const inTurn = async (asked: Asked, opened: OpenedRequest): Promise<Refused | undefined> => {
  const { desk, peer } = asked
  // Looked up again: the door may have found another owner while this waited.
  const door = desk.doors.get(asked.door.id)
  if (door?.owner !== asked.door.owner) return refuse('door_unknown')
  await noteEpoch(desk, door, opened.chain)
  const without = lacksStanding(desk, door, opened)
  // Said first, since a holder without standing hears no challenge and could not know why it is refused.
  if (without) return without
  if (peer.holding?.barred) return peer.holding.barred
  if (!door.peer) return refuse('door_offline')
  const allowed = await decision(asked, door, opened)
  return allowed.ok ? handOver(asked, door, opened, allowed) : allowed
}

const decision = async (asked: Asked, door: Door, opened: OpenedRequest): Promise<Allowed | Refused> => {
  const { clock, bridge } = asked.desk
  const { proof } = opened
  const now = clock.now()
  const bound = await bindingsOf(asked.desk, door, opened, now)
  return decide(opened, {
    now,
    clockTrusted: true,
    lateTolerance: millis(0),
    via: bridge.thumbprint,
    challengeAge: challengeAge(door.challenges, proof.chl, clock.monotonic()),
    // Counted by `admit`, in the transaction that spends them: asking here as well would only cost a second look.
    spent: false,
    usesOf: () => 0,
    revoked: door.revoked,
    epochSeen: door.epochSeen,
    boundTo: (grant) => bound.get(grant),
    remoteOff: door.remoteOff,
    recorder: 'unseen',
  })
}

/** A grant tells of a list that may not be here yet: from then on nobody but the owner, until it is. */
const noteEpoch = async ({ store }: Desk, door: Door, { grants }: Chain): Promise<void> => {
  const epoch = Math.max(0, ...grants.map((grant) => grant.epoch))
  if (epoch <= door.epochSeen) return
  door.epochSeen = epoch
  await store.doors.sawEpoch(door.id, epoch)
}

/** Which links of this chain belong to whom: a chain without links need not ask. */
const bindingsOf = async (
  desk: Desk,
  door: Door,
  { chain, proof }: OpenedRequest,
  now: EpochMs,
): Promise<ReadonlyMap<GrantId, Thumbprint>> => {
  const links = chain.grants.filter((grant) => grant.link).map((grant) => grant.jti)
  return links.length === 0 ? NO_LINKS : (await desk.store.requests.standing(door.id, proof.jti, links, now)).bound
}
const NO_LINKS: ReadonlyMap<GrantId, Thumbprint> = new Map()

const recordOf = ({ clock }: Desk, door: Door, opened: OpenedRequest, allowed: Allowed): AdmissionRecord => {
  const at = clock.now()
  const most = new Map(opened.chain.grants.map((grant) => [grant.jti, grant.uses]))
  return {
    request: opened.proof.jti,
    door: door.id,
    holder: allowed.holder,
    act: allowed.action,
    spends: allowed.spends.map(({ grant, exp }) => {
      const limit = most.get(grant)
      return limit === undefined ? { grant, exp } : { grant, exp, most: limit }
    }),
    binds: allowed.binds,
    at,
    reservedUntil: later(at, RESERVED),
    spentUntil: epochMs(at + SPENT),
  }
}

/** Durable first, then the command: what was said to the door is never forgotten here. */
const handOver = async (
  asked: Asked,
  door: Door,
  opened: OpenedRequest,
  allowed: Allowed,
): Promise<Refused | undefined> => {
  const { desk } = asked
  const id = opened.proof.jti
  const record = recordOf(desk, door, opened, allowed)
  // Signed on another thread while the store writes.
  const signing = admissionOf(desk, door, opened)
  const refused = await desk.store.requests.admit(record)
  const admission = await signing
  if (refused) return refused
  for (const { link } of allowed.binds) desk.notices.post(door.id, 'link_bound', link)
  desk.watch.see({ kind: 'admitted', request: id, door: door.id, act: allowed.action })
  if (await command(asked, door, allowed, admission)) return undefined
  desk.watch.see({ kind: 'step', request: id, door: door.id, step: 'failed' })
  await desk.store.requests.answer(door.id, id, 'failed', desk.clock.now())
  return refuse('door_offline')
}

const admissionOf = ({ bridge, clock }: Desk, door: Door, opened: OpenedRequest): Promise<string> =>
  signToken(
    ADMISSION,
    {
      v: 1,
      iss: bridge.thumbprint,
      aud: door.id,
      req: opened.proof.jti,
      prf: opened.proofHash,
      iat: toSeconds(clock.now()),
    },
    bridge,
  )

const command = async (asked: Asked, door: Door, allowed: Allowed, admission: string): Promise<boolean> => {
  const { desk, text } = asked
  const peer = door.peer
  if (!peer) return false
  const list = await stapled(desk, door)
  // After the last wait: the door may have gone meanwhile, and then nobody needs a way to it.
  const relay = allowed.action === 'live' ? lendRelay(asked, door) : undefined
  const rest: Omit<Command, 'v' | 'request'> = {
    admission,
    ...(relay && { relay }),
    ...(list !== undefined && { revocations: list }),
  }
  const body = `{"v":1,"request":${text},${JSON.stringify(rest).slice(1)}`
  return desk.broker().tell(peer, writeTopic('command', { door: door.id }), body)
}

/** Credentials for both ends, each of its own: the viewer has them before it hears that it may watch. */
const lendRelay = ({ desk, peer }: Asked, door: Door): Relay | undefined => {
  const { relays, clock } = desk
  if (!relays) return undefined
  const now = clock.now()
  const topic = writeTopic('relay', { door: door.id, peer: peer.key })
  desk.broker().tell(peer, topic, JSON.stringify(relays.lend(peer.key, now)))
  return relays.lend(door.id, now)
}

/** The owner's list, for a door that has not said that it has it. */
const stapled = async ({ store }: Desk, door: Door): Promise<string | undefined> => {
  if ((door.epochApplied ?? 0) >= door.revoked.epoch) return undefined
  return (await store.revocations.get(door.id))?.token
}

/**
 * The bridge's no, to the asker and, when it was a real request of a real holder, to the owner.
 * An id that somebody else's request carries says nothing to that somebody.
 */
export const sayRefusal = async (
  desk: Desk,
  door: DoorId,
  request: RequestId,
  code: RefusalCode,
  peer: Peer,
): Promise<void> => {
  const { bridge, clock } = desk
  const claims = { v: 1 as const, iss: bridge.thumbprint, aud: door, req: request, code, at: clock.now() }
  const token = await signToken(REFUSAL, claims, bridge)
  const topic = writeTopic('receipt', { door, request })
  if (desk.requesters.of(request) === peer.key && code !== 'replayed') {
    await desk.broker().publish(topic, token, { retain: false })
  } else desk.broker().tell(peer, topic, token)
}
