// Asks a door at the door: its own challenge, a proof with no bridge in it, its receipts one by one.

import { CHALLENGE } from '#protocol/challenge.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { LOCAL } from '#protocol/proof.ts'
import { RECEIPT } from '#protocol/receipt.ts'
import { REFUSAL_CODES, type RefusalCode, type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import type { EpochMs } from '#protocol/units.ts'
import { type Answer, type Asking, answerOfReceipt } from '../reach/asking.ts'
import type { Place } from '../reach/place.ts'
import { makeRequest, type Wish } from '../reach/request.ts'
import { fault } from '../spoken.ts'
import { type LocalLine, openLocalLine } from './line.ts'

type Said = Readonly<Record<string, unknown>>

export const refusalIn = (answer: Said): RefusalCode | undefined =>
  REFUSAL_CODES.find((code) => code === answer['refused'])

/** The nonce, when it is really this door's. */
export const localChallenge = async (
  line: LocalLine,
  place: Pick<Place, 'door' | 'doorKey'>,
): Promise<string | Refused> => {
  const { challenge } = await line.ask({ do: 'challenge' })
  const opened = typeof challenge === 'string' ? await openToken(CHALLENGE, challenge, place.doorKey) : undefined
  return opened?.ok === true && opened.claims.iss === place.door ? opened.claims.chl : refuse('wrong_door')
}

const readAnswer = async (said: Said, doorKey: VerifyKey, now: EpochMs): Promise<Answer | undefined> => {
  const { receipt } = said
  if (typeof receipt === 'string') {
    const opened = await openToken(RECEIPT, receipt, doorKey)
    if (opened.ok) return answerOfReceipt(opened.claims)
    throw fault('answer_forged', { code: opened.code })
  }
  const code = refusalIn(said)
  return code && { from: 'door', step: 'refused', code, at: now }
}

/** @returns the request under way, or why it could not be made */
export const askLocally = async (
  place: Place,
  wish: Wish,
  where: string,
  now: () => EpochMs,
): Promise<Asking | Refused> => {
  const line = await openLocalLine(where)
  try {
    const challenge = await localChallenge(line, place)
    if (typeof challenge !== 'string') {
      line.close()
      return challenge
    }
    const { id, request } = await makeRequest(place, wish, { challenge, via: LOCAL, now: now() })
    let heard = 0
    return {
      request: id,
      next: async (limit) => {
        const said = heard === 0 ? { do: 'request', request } : { do: 'receipt', request: id, place: heard }
        heard += 1
        return readAnswer(await line.ask(said, limit), place.doorKey, now())
      },
      end: async () => line.close(),
    }
  } catch (error) {
    line.close()
    throw error
  }
}
