// Somebody at the door with a key and maybe grants: asks through the bridge and hears what becomes of it.

import type { Session } from '#device/link/session.ts'
import { CHALLENGE } from '#protocol/challenge.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { ProofClaims } from '#protocol/proof.ts'
import { RECEIPT, REFUSAL } from '#protocol/receipt.ts'
import type { Request } from '#protocol/request.ts'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { makeRequest } from './people.ts'
import { until } from './wait.ts'
import type { WholeHouse } from './whole-house.ts'

export interface Heard {
  readonly request: string
  readonly step: string
  readonly code: string | undefined
}

export interface Visitor {
  readonly session: Session
  readonly heard: readonly Heard[]
  challenge(): string
  /** Makes a request but keeps it. */
  make(more?: {
    readonly proof?: Partial<ProofClaims>
    readonly hold?: number
  }): Promise<Request & { readonly id: string }>
  send(request: Request): Promise<void>
  /** Makes and sends one. @returns its id */
  ask(more?: { readonly proof?: Partial<ProofClaims>; readonly hold?: number }): Promise<string>
  /** Waits for a step of a request. @returns its code, if it has one */
  hears(request: string, step: string, limit?: number): Promise<string | undefined>
  /** Asks and waits for the first step. @returns `opened`, or the code of the refusal */
  knocks(more?: { readonly proof?: Partial<ProofClaims>; readonly hold?: number }): Promise<string>
}

const hear = (payload: string): Heard | undefined => {
  const claims = peekClaims(payload)
  const receipt = RECEIPT.schema.safeParse(claims)
  if (receipt.success) return { request: receipt.data.req, step: receipt.data.step, code: receipt.data.code }
  const refusal = REFUSAL.schema.safeParse(claims)
  return refusal.success ? { request: refusal.data.req, step: 'refused', code: refusal.data.code } : undefined
}

/** What of a house a visitor meets. */
export interface Met extends Pick<WholeHouse, 'id' | 'session'> {
  readonly bridge: Pick<WholeHouse['bridge'], 'thumbprint'>
}

export const visit = async (house: Met, key: SigningKey, chain: readonly string[] = []): Promise<Visitor> => {
  const session = await house.session(key, chain)
  const heard: Heard[] = []
  let challenge = ''
  session.onMessage((topic, payload) => {
    if (topic.endsWith('/challenge')) {
      const claims = CHALLENGE.schema.safeParse(peekClaims(payload))
      if (claims.success) challenge = claims.data.chl
      return
    }
    const one = hear(payload)
    if (one) heard.push(one)
  })
  const door = house.id
  await session.subscribe([writeTopic('challenge', { door }), writeTopic('receipt', { door, request: '+' })])

  const make: Visitor['make'] = async ({ proof = {}, hold } = {}) => {
    const now = epochMs(Date.now())
    // A holder without rights hears no challenge, and asks all the same.
    await until(() => challenge !== '', 'a challenge is heard', 700).catch(() => undefined)
    const nonce = challenge === '' ? 'A'.repeat(22) : challenge
    const request = await makeRequest(key, { door, via: house.bridge.thumbprint, challenge: nonce, chain, now, proof })
    const made = hold === undefined ? { ...request } : { ...request, hold }
    return Object.defineProperty(made, 'id', { value: request.id, enumerable: false })
  }
  const send: Visitor['send'] = (request) =>
    session.publish(writeTopic('request', { door }), JSON.stringify(request), { qos: 1, retain: false })
  const ask: Visitor['ask'] = async (more) => {
    const request = await make(more)
    await send(request)
    return request.id
  }
  const hears: Visitor['hears'] = async (request, step, limit = 5000) => {
    const found = (): Heard | undefined => heard.find((one) => one.request === request && one.step === step)
    await until(() => found() !== undefined, `${step} is heard`, limit)
    return found()?.code
  }
  return {
    session,
    heard,
    challenge: () => challenge,
    make,
    send,
    ask,
    hears,
    knocks: async (more) => {
      const id = await ask(more)
      await until(() => heard.some((one) => one.request === id), 'the knock is answered', 5000)
      const first = heard.find((one) => one.request === id)
      return first?.code ?? first?.step ?? ''
    },
  }
}
