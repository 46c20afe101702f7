// The owner's side of pairing: an offer sealed with the code that only someone at the rig can read, and the door's
// answer, sealed with the same code. The bridge between learns neither.

import { parseJson } from '#protocol/canonical.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashText } from '#protocol/hash.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import {
  isSealed,
  PAIR_ANSWER,
  PAIR_OFFER,
  PairingMessageSchema,
  readPairingCode,
  rendezvousOf,
  sealPairing,
} from '#protocol/pairing.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { topicOf, writeTopic } from '#protocol/topics.ts'
import type { EpochMs } from '#protocol/units.ts'
import type { Line } from '../line/line.ts'
import { connect } from './connecting.ts'

const LIMIT = 60_000
/** Nothing is retained, and the door may be a moment late at the meeting place. */
const AGAIN = 2000

export interface PairParts {
  readonly code: string
  readonly bridge: VerifyKey
  readonly owner: SigningKey
  readonly now: () => EpochMs
  readonly step: (step: 'connecting' | 'calling') => void
  readonly signal: AbortSignal
}

/** Sealed with this code, to this very offer, by the key it carries; anything else is not heard. */
const readAnswer = async (code: string, offer: string, payload: string): Promise<VerifyKey | undefined> => {
  const message = PairingMessageSchema.safeParse(parseJson(payload))
  if (!message.success || !(await isSealed(code, 'answer', message.data))) return undefined
  const opened = await openToken(PAIR_ANSWER, message.data.token)
  if (!opened.ok || opened.signer.thumbprint !== opened.claims.iss) return undefined
  return opened.claims.offer === (await hashText(offer)) ? opened.signer : undefined
}

const pause = (wait: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, wait)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })

/**
 * @returns the door's key: from here on its thumbprint is the door
 * @throws HausrechtError `pairing_code_wrong` (cannot be one), `pairing_closed` (nobody answered), `link_…`
 */
export const pair = async (parts: PairParts): Promise<VerifyKey> => {
  const { bridge, owner, now, step, signal } = parts
  const code = readPairingCode(parts.code)
  if (code === undefined) throw new HausrechtError('pairing_code_wrong', 'Sixteen letters and digits are needed.')
  const claims = { v: 1 as const, iss: owner.thumbprint, bridge: bridge.jwk, at: now() }
  const offer = await signToken(PAIR_OFFER, claims, owner)
  const sealed = JSON.stringify(await sealPairing(code, 'offer', offer))
  const rendezvous = await rendezvousOf(code)
  step('connecting')
  let found: VerifyKey | undefined
  const meeting = new AbortController()
  const hear = async (payload: string): Promise<void> => {
    found ??= await readAnswer(code, offer, payload)
    if (found) meeting.abort()
  }
  const line: Line = await connect(
    { key: owner, bridge: bridge.thumbprint, now, suffix: freshId() },
    (_topic, payload) => {
      hear(payload).catch(() => undefined)
    },
  )
  try {
    await line.subscribe([writeTopic('pairingAnswer', { rendezvous })])
    step('calling')
    const until = performance.now() + LIMIT
    const over = AbortSignal.any([signal, meeting.signal])
    while (!over.aborted && performance.now() < until) {
      await line.publish(writeTopic('pairingOffer', { rendezvous }), sealed, topicOf('pairingOffer'))
      await pause(AGAIN, over)
    }
  } finally {
    line.close()
  }
  if (found) return found
  throw new HausrechtError('pairing_closed', 'No door answered.')
}
