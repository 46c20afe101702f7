// What a carrier's own program does with a grant: takes a link in, passes it on to a courier's key, narrower, and opens
// a door as that courier. Three calls over protocol/ and one MQTT connection; copy it into your program as it is.

import { chainHash } from '#protocol/chain.ts'
import { CHALLENGE } from '#protocol/challenge.ts'
import { CONNECT } from '#protocol/connect.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { GRANT, type GrantClaims, GrantClaimsSchema, widening } from '#protocol/grant.ts'
import { freshGrantId, freshId, freshRequestId } from '#protocol/ids.ts'
import { type PublicJwk, type SigningKey, verifyKey } from '#protocol/keys.ts'
import { bindLink, type Link } from '#protocol/link.ts'
import { PROOF } from '#protocol/proof.ts'
import { RECEIPT, REFUSAL } from '#protocol/receipt.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { openToken, peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type DoorId, type EpochMs, type Thumbprint, toSeconds } from '#protocol/units.ts'

/** A grant in a carrier's hands, or a courier's: good for nothing without the key it names. */
export interface Held {
  /** Where the bridge listens: ws(s):// or mqtt(s):// */
  readonly at: string
  readonly bridge: PublicJwk
  readonly door: PublicJwk
  readonly chain: readonly string[]
}

/** The narrowest grant of a chain, to be read; the door checks it. @throws HausrechtError `grant_unreadable` */
export const lastGrant = ({ chain }: Pick<Held, 'chain'>): GrantClaims => {
  const claims = GrantClaimsSchema.safeParse(peekClaims(chain.at(-1) ?? ''))
  if (!claims.success) throw new HausrechtError('grant_unreadable', 'Ask the owner for the link again.')
  return claims.data
}

/** The owner's link becomes the carrier's grant: once, for this key. @throws HausrechtError `link_unreadable` */
export const takeLink = async (link: Link | undefined, carrier: SigningKey): Promise<Held> => {
  const chain = link && (await bindLink(link, carrier.thumbprint))
  if (!link?.door || !chain) throw new HausrechtError('link_unreadable', 'Ask the owner for the link again, whole.')
  return { at: link.at, bridge: link.bridge, door: link.door, chain }
}

/** How much of the carrier's grant a courier is given: what is left out stays as it is. */
export type Share = Partial<Pick<GrantClaims, 'nbf' | 'exp' | 'uses' | 'job' | 'act' | 'win'>>

/** Asks nobody. @throws HausrechtError `not_delegable`, `chain_widens` */
export const passOn = async (held: Held, carrier: SigningKey, courier: Thumbprint, share: Share): Promise<Held> => {
  const parent = lastGrant(held)
  if (parent.dlg === 0) throw new HausrechtError('not_delegable', 'This grant must not be passed on.')
  const own = { jti: freshGrantId(), iss: carrier.thumbprint, cnf: { jkt: courier }, dlg: parent.dlg - 1 }
  const claims: GrantClaims = { ...parent, ...share, ...own }
  const wider = widening(claims, parent)
  if (wider !== undefined) throw new HausrechtError('chain_widens', `A courier may not be given more: ${wider}.`)
  return { ...held, chain: [...held.chain, await signToken(GRANT, claims, carrier, true)] }
}

/** The MQTT client of your choice, connected: 3.1.1, clean session. */
export interface Wire {
  subscribe(filters: readonly string[]): Promise<void>
  publish(topic: string, payload: string): Promise<void>
  onMessage(hear: (topic: string, payload: string) => void): void
}

/** How to connect: MQTT's client id, user name and password. The password is good for a minute, once. */
export const credentials = async (held: Held, courier: SigningKey, now: EpochMs) => {
  const bridge = await verifyKey(held.bridge)
  const clientId = `${courier.thumbprint}.${freshId()}`
  const who = { iss: courier.thumbprint, aud: bridge.thumbprint, jti: freshId(), cid: clientId }
  const claims = { v: 1 as const, ...who, iat: toSeconds(now), chain: [...held.chain] }
  return { clientId, username: courier.thumbprint, password: await signToken(CONNECT, claims, courier) }
}

/** One word on the request, checked against the key whose word it is. */
export interface Word {
  readonly from: 'door' | 'bridge'
  readonly step: 'opened' | 'locked' | 'closed' | 'refused' | 'failed' | 'allowed'
  readonly code: RefusalCode | undefined
  /** The signed receipt: keep it as your evidence. */
  readonly token: string
}

const readWord = async (token: string, request: string, held: Held): Promise<Word | undefined> => {
  const receipt = await openToken(RECEIPT, token, await verifyKey(held.door))
  if (receipt.ok && receipt.claims.req === request) {
    const { step, code } = receipt.claims
    return { from: 'door', step, code, token }
  }
  const refusal = await openToken(REFUSAL, token, await verifyKey(held.bridge))
  const isOurs = refusal.ok && refusal.claims.req === request
  return isOurs ? { from: 'bridge', step: 'refused', code: refusal.claims.code, token } : undefined
}

export interface Opening {
  readonly now: () => EpochMs
  /** Every word as it comes; `opened`, then `closed` when the door is measured shut and locked. */
  readonly heard: (word: Word) => void
  /** No further word is waited for after this; ms. */
  readonly limit: number
}

const CHALLENGE_MS = 3000

const inTime = <Value>(waited: Promise<Value>, ms: number): Promise<Value | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  return Promise.race([waited, late]).finally(() => clearTimeout(timer))
}

/** Proves, asks, and hears what becomes of it. @returns the last word; undefined when none came in time */
export const open = async (
  wire: Wire,
  held: Held,
  courier: SigningKey,
  opening: Opening,
): Promise<Word | undefined> => {
  const { now, heard, limit } = opening
  const [door, bridge] = await Promise.all([verifyKey(held.door), verifyKey(held.bridge)])
  const id = door.thumbprint as DoorId
  const jti = freshRequestId()
  let challenged: (nonce: string) => void = () => undefined
  let over: (word: Word) => void = () => undefined
  const nonce = new Promise<string>((resolve) => {
    challenged = resolve
  })
  const last = new Promise<Word>((resolve) => {
    over = resolve
  })
  const hear = async (topic: string, payload: string): Promise<void> => {
    if (topic.endsWith('/challenge')) {
      const read = await openToken(CHALLENGE, payload, door)
      if (read.ok) challenged(read.claims.chl)
      return
    }
    const word = await readWord(payload, jti, held)
    if (!word) return
    heard(word)
    if (word.step !== 'opened') over(word)
  }
  wire.onMessage((topic, payload) => {
    hear(topic, payload).catch(() => undefined)
  })
  await wire.subscribe([writeTopic('challenge', { door: id }), writeTopic('receipt', { door: id, request: '+' })])
  // Without rights there is no challenge to hear: asked all the same, the bridge says why not.
  const chl = (await inTime(nonce, CHALLENGE_MS)) ?? freshId()
  const made = { jti, iss: courier.thumbprint, aud: id, act: 'unlock' as const, chl, cth: await chainHash(held.chain) }
  const claims = { v: 1 as const, ...made, via: bridge.thumbprint, iat: toSeconds(now()) }
  const request = { v: 1, chain: held.chain, proof: await signToken(PROOF, claims, courier) }
  await wire.publish(writeTopic('request', { door: id }), JSON.stringify(request))
  return inTime(last, limit)
}
