// What is done with each topic's messages, once the rights were found good: signatures and shapes are checked here,
// before anything is forwarded. One entry for each topic that a client may say something on.

import { BELL } from '#protocol/bell.ts'
import { parseCanonical } from '#protocol/canonical.ts'
import { CHALLENGE } from '#protocol/challenge.ts'
import { ORDER } from '#protocol/order.ts'
import { PairingMessageSchema } from '#protocol/pairing.ts'
import { RECEIPT } from '#protocol/receipt.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { openToken, type TokenKind } from '#protocol/token.ts'
import type { ParsedTopic, TopicName } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Verdict } from '../broker/port.ts'
import type { Peer } from '../connection/peer.ts'
import type { Desk } from './desk.ts'
import { type Door, noteChallenge } from './door.ts'
import { compareHead, takeJournal } from './journals.ts'
import { takeOwnership } from './ownerships.ts'
import { sayRefusal, takeRequest } from './requests.ts'
import { takeRevocations } from './revocations.ts'

export interface Saying {
  readonly peer: Peer
  readonly topic: ParsedTopic
  readonly text: string
}

type Take = (desk: Desk, saying: Saying) => Promise<Verdict>
type TakeAtDoor = (desk: Desk, saying: Saying, door: Door) => Promise<Verdict>

/** For topics that mean nothing before the door has said whose it is. */
const atDoor =
  (take: TakeAtDoor): Take =>
  async (desk, saying) => {
    const door = desk.doors.get(saying.topic.slots.door ?? '')
    return door ? take(desk, saying, door) : refuse('door_unknown')
  }

const signedBy = async <Claims extends { readonly iss: DoorId }>(
  kind: TokenKind<Claims>,
  text: string,
  door: Door,
): Promise<{ readonly ok: true; readonly claims: Claims } | Refused> => {
  const opened = await openToken(kind, text, await door.key())
  if (!opened.ok) return opened
  return opened.claims.iss === door.id ? opened : refuse('wrong_door')
}

/** The one alarm that no line of the journal can tell while it lasts. By our clock: the door's may be wrong after a cut. */
const tellUnwritable = ({ push, clock }: Desk, door: Door, { alarms }: StateClaims): void => {
  const is = alarms.includes('journal_unwritable')
  if (is && !door.unwritable) push.see(door.owner, { kind: 'unwritable', door: door.id, at: clock.now() })
  door.unwritable = is
}

const takeState = atDoor(async (desk, { text }, door) => {
  if (text === '') return 'forward'
  const opened = await signedBy(STATE, text, door)
  if (!opened.ok) return opened
  const { claims } = opened
  door.epochApplied = claims.epoch
  tellUnwritable(desk, door, claims)
  desk.afterwards(() => compareHead(desk, claims))
  return 'forward'
})

const takeChallenge = atDoor(async ({ clock }, { text }, door) => {
  if (text === '') return 'forward'
  const heard = clock.monotonic()
  const opened = await signedBy(CHALLENGE, text, door)
  if (!opened.ok) return opened
  door.challenges = noteChallenge(door.challenges, opened.claims.chl, heard)
  return 'forward'
})

const takeReceipt = atDoor(async (desk, { text, topic }, door) => {
  const opened = await signedBy(RECEIPT, text, door)
  if (!opened.ok) return opened
  const { req, step } = opened.claims
  if (req !== topic.slots.request) return refuse('wrong_door', 'another request')
  desk.watch.see({ kind: 'step', request: req, door: door.id, step })
  // In turn, but not waited for: the courier at the door hears first, the books follow.
  desk.afterwards(() =>
    desk.turns.take(door.id, () => desk.store.requests.answer(door.id, req, step, desk.clock.now())),
  )
  return 'forward'
})

const takeOrder = atDoor(async (desk, { text, peer }, door) => {
  const opened = await openToken(ORDER, text, await door.ownerKey())
  if (!opened.ok) return opened
  const { claims } = opened
  if (claims.aud !== door.id || claims.iss !== door.owner) return refuse('wrong_door')
  // A PIN's hash stays at home: whoever has it can try all PINs.
  if (claims.what.kind === 'pin') return refuse('not_allowed', 'PINs are set at the door')
  if (door.peer) return 'forward'
  await sayRefusal(desk, door.id, claims.jti, 'door_offline', peer)
  return 'taken'
})

const takeBell = atDoor(async ({ push }, { text }, door) => {
  const opened = await signedBy(BELL, text, door)
  if (!opened.ok) return opened
  push.see(door.owner, { kind: 'bell', bell: opened.claims })
  return 'forward'
})

/** Between a viewer and the door; what it says is theirs. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
const takeSignal: Take = async (_desk, { text }) =>
  COMPACT.test(text) ? 'forward' : refuse('token_malformed', 'signal')

const takePairing: Take = async (_desk, { text }) =>
  PairingMessageSchema.safeParse(parseCanonical(text)).success ? 'forward' : refuse('token_malformed', 'pairing')

const bridgeOnly: Take = async () => refuse('not_allowed')

export const SAYINGS: Readonly<Record<TopicName, Take>> = {
  state: takeState,
  challenge: takeChallenge,
  ownership: takeOwnership,
  presence: bridgeOnly,
  request: atDoor((desk, { peer, text }, door) => takeRequest(desk, peer, door, text)),
  command: bridgeOnly,
  receipt: takeReceipt,
  order: takeOrder,
  journal: atDoor((desk, { text }, door) => takeJournal(desk, door, text)),
  journalHead: bridgeOnly,
  revocations: atDoor((desk, { text }, door) => takeRevocations(desk, door, text)),
  notice: bridgeOnly,
  signalUp: takeSignal,
  signalDown: takeSignal,
  relay: bridgeOnly,
  bell: takeBell,
  pairingOffer: takePairing,
  pairingAnswer: takePairing,
}
