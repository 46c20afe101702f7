// What is heard at a door, checked: whose word it is and what it says. What is not its signer's says so.

import { parseJson } from '#protocol/canonical.ts'
import { CHALLENGE, type ChallengeClaims } from '#protocol/challenge.ts'
import { ENTRY, type Entry } from '#protocol/entry.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { type Notice, NoticeSchema, type Presence, PresenceSchema } from '#protocol/notice.ts'
import { OWNERSHIP, type OwnershipClaims } from '#protocol/ownership.ts'
import { RECEIPT, REFUSAL, type ReceiptClaims, type RefusalClaims } from '#protocol/receipt.ts'
import { REVOCATIONS, type RevocationClaims } from '#protocol/revocation.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { openToken, type TokenKind } from '#protocol/token.ts'
import { parseTopic } from '#protocol/topics.ts'
import type { Place } from './place.ts'

export type Said =
  | { readonly kind: 'state'; readonly claims: StateClaims }
  | { readonly kind: 'challenge'; readonly claims: ChallengeClaims }
  | { readonly kind: 'presence'; readonly claims: Presence }
  | { readonly kind: 'receipt'; readonly claims: ReceiptClaims }
  | { readonly kind: 'refusal'; readonly claims: RefusalClaims }
  | { readonly kind: 'journal'; readonly entries: readonly Entry[] }
  | { readonly kind: 'notice'; readonly claims: Notice }
  | { readonly kind: 'revocations'; readonly claims: RevocationClaims; readonly token: string }
  | { readonly kind: 'ownership'; readonly claims: OwnershipClaims; readonly token: string }
  /** On a topic of this door, but not by whom it should be. */
  | { readonly kind: 'forged'; readonly topic: string; readonly code: string }

const opened = async <Claims>(
  kind: TokenKind<Claims>,
  token: string,
  key: VerifyKey,
  then: (claims: Claims) => Said | undefined,
  topic: string,
): Promise<Said> => {
  const read = await openToken(kind, token, key)
  if (!read.ok) return { kind: 'forged', topic, code: read.code }
  return then(read.claims) ?? { kind: 'forged', topic, code: 'wrong_door' }
}

const entriesOf = async (payload: string, door: VerifyKey): Promise<Said> => {
  const lines = payload.split('\n').filter((line) => line !== '')
  const read = await Promise.all(lines.map((line) => openToken(ENTRY, line, door)))
  const entries: Entry[] = []
  for (const entry of read) {
    if (!entry.ok) return { kind: 'forged', topic: 'journal', code: entry.code }
    entries.push(entry.claims)
  }
  return { kind: 'journal', entries }
}

/** A receipt is the door's; a refusal is the bridge's; both come on one topic, told apart by their type. */
const answerOf = async (payload: string, { door, doorKey, bridgeKey }: Place): Promise<Said> => {
  const byDoor = await openToken(RECEIPT, payload, doorKey)
  if (byDoor.ok && byDoor.claims.iss === door) return { kind: 'receipt', claims: byDoor.claims }
  const refusal = (claims: RefusalClaims): Said | undefined =>
    claims.aud === door ? { kind: 'refusal', claims } : undefined
  return opened(REFUSAL, payload, bridgeKey, refusal, 'receipt')
}

/** @returns undefined for what is no topic of this door or nothing we listen to */
export const readSaid = async (topic: string, payload: string, place: Place): Promise<Said | undefined> => {
  const parsed = parseTopic(topic)
  const { door, doorKey, key } = place
  if (!parsed || parsed.slots.door !== door || payload === '') return undefined
  switch (parsed.name) {
    case 'state':
      return opened(
        STATE,
        payload,
        doorKey,
        (claims) => (claims.iss === door ? { kind: 'state', claims } : undefined),
        'state',
      )
    case 'challenge':
      return opened(
        CHALLENGE,
        payload,
        doorKey,
        (claims) => (claims.iss === door ? { kind: 'challenge', claims } : undefined),
        'challenge',
      )
    case 'presence': {
      const presence = PresenceSchema.safeParse(parseJson(payload))
      return presence.success ? { kind: 'presence', claims: presence.data } : undefined
    }
    case 'notice': {
      const notice = NoticeSchema.safeParse(parseJson(payload))
      return notice.success ? { kind: 'notice', claims: notice.data } : undefined
    }
    case 'receipt':
      return answerOf(payload, place)
    case 'journal':
      return entriesOf(payload, doorKey)
    case 'ownership': {
      const owned = (claims: OwnershipClaims): Said | undefined =>
        claims.iss === door ? { kind: 'ownership', claims, token: payload } : undefined
      return opened(OWNERSHIP, payload, doorKey, owned, 'ownership')
    }
    case 'revocations': {
      // Only the owner hears it, and only its own signature counts.
      const own = await verifyKey(key.jwk)
      const list = (claims: RevocationClaims): Said | undefined =>
        claims.aud === door ? { kind: 'revocations', claims, token: payload } : undefined
      return opened(REVOCATIONS, payload, own, list, 'revocations')
    }
    default:
      return undefined
  }
}
