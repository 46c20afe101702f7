// What is heard at a door, checked: whose word it is and what it says. A word that is not its signer's is none.

import { BELL, type Bell } from '#protocol/bell.ts'
import { parseJson } from '#protocol/canonical.ts'
import { CHALLENGE, type ChallengeClaims } from '#protocol/challenge.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { type Relay, RelaySchema } from '#protocol/live/relay.ts'
import { SIGNAL_DOWN, type SignalDown } from '#protocol/live/signal.ts'
import { type Notice, NoticeSchema, type Presence, PresenceSchema } from '#protocol/notice.ts'
import { RECEIPT, REFUSAL, type ReceiptClaims, type RefusalClaims } from '#protocol/receipt.ts'
import { REVOCATIONS, type RevocationClaims } from '#protocol/revocation.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { openToken, type TokenKind } from '#protocol/token.ts'
import type { TopicName } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'

export type Said =
  | { readonly kind: 'state'; readonly claims: StateClaims }
  | { readonly kind: 'challenge'; readonly claims: ChallengeClaims }
  | { readonly kind: 'presence'; readonly claims: Presence }
  | { readonly kind: 'notice'; readonly claims: Notice }
  | { readonly kind: 'receipt'; readonly claims: ReceiptClaims }
  | { readonly kind: 'refusal'; readonly claims: RefusalClaims }
  | { readonly kind: 'revocations'; readonly claims: RevocationClaims }
  | { readonly kind: 'signal'; readonly claims: SignalDown }
  | { readonly kind: 'relay'; readonly claims: Relay }
  | { readonly kind: 'bell'; readonly claims: Bell }
  /** Not opened here: the journal checks its lines itself. */
  | { readonly kind: 'journal'; readonly lines: readonly string[] }

/** The keys that may speak at this door. */
export interface Speakers {
  readonly door: VerifyKey
  readonly bridge: VerifyKey
  readonly owner: VerifyKey
}

const opened = async <Claims extends { readonly iss: string }>(
  kind: TokenKind<Claims>,
  token: string,
  key: VerifyKey,
): Promise<Claims | undefined> => {
  const read = await openToken(kind, token, key)
  return read.ok && read.claims.iss === key.thumbprint ? read.claims : undefined
}

/** A receipt is the door's, a refusal the bridge's; both come on one topic, told apart by their type. */
const answerOf = async (payload: string, { door, bridge }: Speakers): Promise<Said | undefined> => {
  const receipt = await opened(RECEIPT, payload, door)
  if (receipt) return { kind: 'receipt', claims: receipt }
  const refusal = await opened(REFUSAL, payload, bridge)
  return refusal?.aud === (door.thumbprint as DoorId) ? { kind: 'refusal', claims: refusal } : undefined
}

const byDoor = async (name: TopicName, payload: string, { door }: Speakers): Promise<Said | undefined> => {
  switch (name) {
    case 'state': {
      const claims = await opened(STATE, payload, door)
      return claims && { kind: 'state', claims }
    }
    case 'challenge': {
      const claims = await opened(CHALLENGE, payload, door)
      return claims && { kind: 'challenge', claims }
    }
    case 'signalDown': {
      const claims = await opened(SIGNAL_DOWN, payload, door)
      return claims && { kind: 'signal', claims }
    }
    case 'bell': {
      const claims = await opened(BELL, payload, door)
      return claims && { kind: 'bell', claims }
    }
    default:
      return undefined
  }
}

/** Unsigned: it is the bridge's own word, and nothing opens by it. */
const byBridge = (name: TopicName, payload: string): Said | undefined => {
  switch (name) {
    case 'presence': {
      const read = PresenceSchema.safeParse(parseJson(payload))
      return read.success ? { kind: 'presence', claims: read.data } : undefined
    }
    case 'notice': {
      const read = NoticeSchema.safeParse(parseJson(payload))
      return read.success ? { kind: 'notice', claims: read.data } : undefined
    }
    case 'relay': {
      const read = RelaySchema.safeParse(parseJson(payload))
      return read.success ? { kind: 'relay', claims: read.data } : undefined
    }
    default:
      return undefined
  }
}

/** @returns undefined for what is nobody's word, or nothing that is listened to */
export const readSaid = async (name: TopicName, payload: string, speakers: Speakers): Promise<Said | undefined> => {
  if (payload === '') return undefined
  switch (name) {
    case 'receipt':
      return answerOf(payload, speakers)
    case 'revocations': {
      const claims = await opened(REVOCATIONS, payload, speakers.owner)
      return claims?.aud === (speakers.door.thumbprint as DoorId) ? { kind: 'revocations', claims } : undefined
    }
    case 'journal':
      return { kind: 'journal', lines: payload.split('\n').filter((line) => line !== '') }
    default:
      return byBridge(name, payload) ?? byDoor(name, payload, speakers)
  }
}
