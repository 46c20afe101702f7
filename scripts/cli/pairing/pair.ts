// The owner's side of pairing: an offer sealed with the code that only someone at the rig can read, and the door's
// answer, sealed with the same code. The bridge between learns neither.

import { openSession, type Session } from '#device/link/session.ts'
import { parseJson } from '#protocol/canonical.ts'
import { hashText } from '#protocol/hash.ts'
import { freshId } from '#protocol/ids.ts'
import { type SigningKey, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import {
  isSealed,
  PAIR_ANSWER,
  PAIR_OFFER,
  PairingMessageSchema,
  readPairingCode,
  rendezvousOf,
  sealPairing,
} from '#protocol/pairing.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { topicOf, writeTopic } from '#protocol/topics.ts'
import { type EpochMs, type Millis, seconds } from '#protocol/units.ts'
import type { Bridge } from '../home/doors.ts'

const LIMIT = seconds(30)
/** Nothing is retained, and the door may be a moment late at the meeting place. */
const AGAIN = seconds(2)

export interface PairOptions {
  readonly code: string
  readonly bridge: Bridge
  readonly owner: SigningKey
  readonly now: () => EpochMs
  readonly limit?: Millis
}

/** @returns the door's key: from here on its thumbprint is the door */
export const pair = async (options: PairOptions): Promise<VerifyKey | Refused> => {
  const code = readPairingCode(options.code)
  if (code === undefined) return refuse('pairing_code_wrong')
  const { bridge, owner, now, limit = LIMIT } = options
  const bridgeKey = await verifyKey(bridge.key)
  const claims = { v: 1 as const, iss: owner.thumbprint, bridge: bridge.key, at: now() }
  const offer = await signToken(PAIR_OFFER, claims, owner)
  const sealed = JSON.stringify(await sealPairing(code, 'offer', offer))
  const rendezvous = await rendezvousOf(code)
  const session = await openSession({
    url: bridge.mqtt,
    key: owner,
    audience: bridgeKey.thumbprint,
    suffix: freshId(),
    now,
  })
  const meeting = { session, code, offer, sealed, rendezvous }
  try {
    return await meet(meeting, limit)
  } finally {
    await session.close()
  }
}

interface Meeting {
  readonly session: Session
  readonly code: string
  readonly offer: string
  readonly sealed: string
  readonly rendezvous: string
}

const meet = async (
  { session, code, offer, sealed, rendezvous }: Meeting,
  limit: Millis,
): Promise<VerifyKey | Refused> => {
  const say = (): Promise<void> =>
    session.publish(writeTopic('pairingOffer', { rendezvous }), sealed, topicOf('pairingOffer'))
  let again: NodeJS.Timeout | undefined
  let late: NodeJS.Timeout | undefined
  try {
    return await new Promise<VerifyKey | Refused>((resolve, reject) => {
      late = setTimeout(() => resolve(refuse('pairing_closed')), limit)
      again = setInterval(() => {
        say().catch(reject)
      }, AGAIN)
      session.onMessage(async (_, payload) => {
        const door = await readAnswer(code, offer, payload)
        if (door) resolve(door)
      })
      session.closed.then(() => resolve(refuse('pairing_closed'))).catch(reject)
      session
        .subscribe([writeTopic('pairingAnswer', { rendezvous })])
        .then(say)
        .catch(reject)
    })
  } finally {
    clearInterval(again)
    clearTimeout(late)
  }
}

/** Sealed with this code, to this very offer, by the key it carries; anything else is not heard. */
const readAnswer = async (code: string, offer: string, payload: string): Promise<VerifyKey | undefined> => {
  const message = PairingMessageSchema.safeParse(parseJson(payload))
  if (!message.success || !(await isSealed(code, 'answer', message.data))) return undefined
  const opened = await openToken(PAIR_ANSWER, message.data.token)
  if (!opened.ok || opened.signer.thumbprint !== opened.claims.iss) return undefined
  return opened.claims.offer === (await hashText(offer)) ? opened.signer : undefined
}
