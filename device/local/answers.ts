// What is answered to whoever speaks at the door itself. The signatures decide, as everywhere; place decides only what
// has none or must not be overheard: the pairing code (Unix socket alone), the state and a PIN's hash (this machine).

import type { SigningKey } from '#protocol/keys.ts'
import { LOCAL, PROOF } from '#protocol/proof.ts'
import type { Refused } from '#protocol/refusals.ts'
import { peekClaims } from '#protocol/token.ts'
import { seconds } from '#protocol/units.ts'
import type { Door } from '../door/door.ts'
import type { Pairing } from '../pairing/pairing.ts'
import type { From, LocalAnswer, LocalParts, LocalSaid } from './server.ts'

const RECEIPT_LIMIT = seconds(30)

export interface AnswerParts {
  readonly door: Door
  readonly pairing: Pick<Pairing, 'code'>
  readonly key: SigningKey
}

const NOT_HERE: LocalAnswer = { error: 'not_allowed' }

const refusal = ({ code }: Refused): LocalAnswer => ({ refused: code })

export const createLocalAnswers = ({ door, pairing, key }: AnswerParts): LocalParts['answer'] => {
  const request = async (said: Extract<LocalSaid, { do: 'request' }>): Promise<LocalAnswer> => {
    const refused = await door.request(said.request, { via: LOCAL })
    if (refused) return refused.receipt === undefined ? refusal(refused) : { receipt: refused.receipt }
    // Checked by the door, which let it through.
    const proof = PROOF.schema.safeParse(peekClaims(said.request.proof))
    const receipt = proof.success ? await door.receipts.at(proof.data.jti, 0, RECEIPT_LIMIT) : undefined
    return receipt === undefined ? { refused: 'timed_out' } : { receipt }
  }

  const order = async (token: string, from: From): Promise<LocalAnswer> => {
    const taken = await door.orders.take(token, from !== 'house')
    return taken.ok ? { ok: true } : refusal(taken)
  }

  return async (said, from) => {
    switch (said.do) {
      case 'challenge':
        return { door: key.jwk, challenge: await door.currentChallenge() }
      case 'state':
        return from === 'house' ? NOT_HERE : { door: key.jwk, state: await door.state() }
      case 'request':
        return request(said)
      case 'receipt':
        return { receipt: await door.receipts.at(said.request, said.place, RECEIPT_LIMIT) }
      case 'order':
        return order(said.token, from)
      case 'code':
        return from === 'socket' ? { code: pairing.code ?? null } : NOT_HERE
    }
  }
}
