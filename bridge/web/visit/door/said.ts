// What is heard at the door, and whose word it is. What is not signed by the pinned key is as if it was never said.

import type { RefusalCode } from '#protocol/refusals.ts'
import type { Bolt, CameraSight, Leaf } from '#protocol/state.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'
import { open, type Pinned } from '../tokens/verify.ts'

/** Of the door's measured state, what somebody before it should know. */
export interface DoorState {
  readonly at: number
  readonly bolt: Bolt
  readonly leaf: Leaf
  readonly visit: boolean
  readonly camera: CameraSight
  readonly recording: boolean
  readonly viewers: number
}

export type Step = 'opened' | 'locked' | 'closed' | 'refused' | 'failed' | 'allowed'

export type Said =
  | { readonly kind: 'presence'; readonly online: boolean }
  | { readonly kind: 'challenge'; readonly nonce: string }
  | { readonly kind: 'state'; readonly state: DoorState }
  /** `code`: why not. `by`: the bridge itself said no. */
  | {
      readonly kind: 'answer'
      readonly request: string
      readonly step: Step
      readonly code?: RefusalCode
      readonly by: 'door' | 'bridge'
      /** When it was signed, by its signer's clock; ms. */
      readonly at: number
      /** Measured at that step, when the door says it. */
      readonly bolt?: Bolt
    }

export interface Pins {
  readonly id: DoorId
  readonly door: Pinned
  readonly bridge: Pinned
  readonly bridgeId: Thumbprint
}

type Claims = Readonly<Record<string, unknown>>

const claimsOf = async (typ: string, token: string, key: Pinned): Promise<Claims | undefined> => {
  const claims = await open(typ, token, key)
  return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined
}

const stateOf = (claims: Claims): DoorState | undefined => {
  const { at, bolt, leaf, visit, camera, recording, viewers } = claims
  const isRead = [at, viewers].every((one) => typeof one === 'number') && [bolt, leaf, camera].every(isText)
  if (!isRead || typeof visit !== 'boolean' || typeof recording !== 'boolean') return undefined
  return claims as unknown as DoorState
}

const isText = (value: unknown): value is string => typeof value === 'string'

const answerOf = async (token: string, pins: Pins): Promise<Said | undefined> => {
  const receipt = await claimsOf('receipt+jwt', token, pins.door)
  if (receipt && receipt['iss'] === pins.id) return answer(receipt, 'door', receipt['step'] as Step)
  const refusal = await claimsOf('refusal+jwt', token, pins.bridge)
  const isOurs = refusal?.['iss'] === pins.bridgeId && refusal['aud'] === pins.id
  return refusal && isOurs ? answer(refusal, 'bridge', 'refused') : undefined
}

const answer = ({ req, code, bolt, at }: Claims, by: 'door' | 'bridge', step: Step): Said | undefined => {
  if (!isText(req) || typeof at !== 'number') return undefined
  const why = isText(code) ? { code: code as RefusalCode } : {}
  return { kind: 'answer', request: req, step, by, at, ...why, ...(isText(bolt) ? { bolt: bolt as Bolt } : {}) }
}

const presenceOf = (payload: string): Said | undefined => {
  try {
    const { online } = JSON.parse(payload) as { online?: unknown }
    return typeof online === 'boolean' ? { kind: 'presence', online } : undefined
  } catch {
    return undefined
  }
}

/** @param name what follows the door's id in the topic */
export const readSaid = async (name: string, payload: string, pins: Pins): Promise<Said | undefined> => {
  if (name === 'presence') return presenceOf(payload)
  if (name.startsWith('receipt/')) return answerOf(payload, pins)
  if (name === 'challenge') {
    const claims = await claimsOf('challenge+jwt', payload, pins.door)
    const nonce = claims?.['iss'] === pins.id ? claims['chl'] : undefined
    return isText(nonce) ? { kind: 'challenge', nonce } : undefined
  }
  if (name !== 'state') return undefined
  const claims = await claimsOf('state+jwt', payload, pins.door)
  const state = claims?.['iss'] === pins.id ? stateOf(claims) : undefined
  return state && { kind: 'state', state }
}
