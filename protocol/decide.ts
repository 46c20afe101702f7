// THE decision: facts in, yes or a coded no out. The same function runs on the bridge and on the door, each
// with its own facts. No clock, no I/O, no signatures: those were checked when the request was opened.

import type { Action, GrantClaims } from './grant.ts'
import { CHALLENGE_LIFETIME } from './limits.ts'
import type { LOCAL } from './proof.ts'
import { type Refused, refuse } from './refusals.ts'
import type { OpenedRequest } from './request.ts'
import { type StandingFacts, standing } from './standing.ts'
import type { EpochSeconds, GrantId, Millis, Thumbprint } from './units.ts'

/** Does the camera do what a `rec` grant asks for? `unseen`: this side cannot know, the door will. */
export type Recorder = 'ready' | 'absent' | 'stale' | 'covered' | 'not_durable' | 'unseen'

/** Everything a decision rests on. */
export interface Facts extends StandingFacts {
  /** Is `now` known for certain? Without it only the owner, locally. */
  readonly clockTrusted: boolean
  /** Where the request came in: this bridge's thumbprint, the paired bridge's, or `local`. */
  readonly via: Thumbprint | typeof LOCAL
  /** Age of the challenge the proof answers, by this side's own reckoning; undefined: not one of the door's. */
  readonly challengeAge: Millis | undefined
  readonly spent: boolean
  readonly usesOf: (grant: GrantId) => number
  /** The key a link was bound to, if it was. */
  readonly boundTo: (grant: GrantId) => Thumbprint | undefined
  readonly remoteOff: boolean
  readonly recorder: Recorder
}

/** A link that belongs to one key from now on. */
export interface Binding {
  readonly link: GrantId
  readonly to: Thumbprint
  readonly exp: EpochSeconds
}

export interface Allowed {
  readonly ok: true
  readonly action: Action
  readonly holder: Thumbprint
  /** Grants that lose a use by this; all of the chain. */
  readonly spends: readonly { readonly grant: GrantId; readonly exp: EpochSeconds }[]
  /** Links bound by this, to be written down with it. */
  readonly binds: readonly Binding[]
}

const recorderRefusals = {
  absent: 'recorder_absent',
  stale: 'recorder_stale',
  covered: 'recorder_covered',
  not_durable: 'recorder_not_durable',
} as const

/** May this request be carried out, by these facts? */
export const decide = (request: OpenedRequest, facts: Facts): Allowed | Refused => {
  const refused = freshness(request, facts) ?? permission(request, facts) ?? recording(request, facts)
  if (refused) return refused
  const { chain, proof } = request
  return {
    ok: true,
    action: proof.act,
    holder: chain.holder,
    spends: proof.act === 'unlock' ? chain.grants.map(({ jti, exp }) => ({ grant: jti, exp })) : [],
    binds: bindings(request).filter(({ link }) => facts.boundTo(link) === undefined),
  }
}

/** Is the proof of now, for here, and new? */
const freshness = ({ proof, chain }: OpenedRequest, facts: Facts): Refused | undefined => {
  if (proof.via !== facts.via) return refuse('wrong_bridge')
  if (facts.challengeAge === undefined) return refuse('challenge_unknown')
  if (facts.challengeAge > CHALLENGE_LIFETIME || facts.challengeAge < 0) return refuse('challenge_expired')
  if (facts.spent) return refuse('replayed')
  const ownerHere = chain.grants.length === 0 && proof.via === 'local'
  if (!facts.clockTrusted && !ownerHere) return refuse('clock_untrusted')
  return facts.remoteOff && proof.via !== 'local' && proof.act === 'unlock' ? refuse('remote_off') : undefined
}

/** Does the chain cover this holder, this action, this moment? */
const permission = (request: OpenedRequest, facts: Facts): Refused | undefined => {
  const { chain, proof } = request
  const without = standing(chain, facts)
  if (without) return without
  if (bindings(request).some(({ link, to }) => (facts.boundTo(link) ?? to) !== to)) return refuse('link_already_bound')
  if (!chain.grants.every((grant) => grant.act.includes(proof.act))) return refuse('wrong_action')
  return proof.act === 'unlock' && chain.grants.some((grant) => isUsedUp(grant, facts)) ? refuse('used_up') : undefined
}

const isUsedUp = ({ uses, jti }: GrantClaims, facts: Facts): boolean => uses !== undefined && facts.usesOf(jti) >= uses

/** A grant with `rec` anywhere in the chain needs the camera for an unlock. */
export const needsRecording = ({ chain, proof }: OpenedRequest): boolean =>
  proof.act === 'unlock' && chain.grants.some((grant) => grant.rec)

/** No recording, no entry. */
const recording = (request: OpenedRequest, { recorder }: Facts): Refused | undefined => {
  if (!needsRecording(request)) return undefined
  return recorder === 'ready' || recorder === 'unseen' ? undefined : refuse(recorderRefusals[recorder])
}

/** Each link of the chain and the key that the grant after it names. */
const bindings = ({ chain }: OpenedRequest): Binding[] =>
  chain.grants.flatMap((grant, at) => {
    const next = chain.grants[at + 1]
    return grant.link && next ? [{ link: grant.jti, to: next.cnf.jkt, exp: grant.exp }] : []
  })
