// The door's own judgement of a request: every signature, the bridge's admission, then the common decision with
// the door's own facts. Writes nothing and moves nothing.

import { checkAdmission } from '#protocol/admission.ts'
import { type Allowed, decide, type Facts } from '#protocol/decide.ts'
import { verifyKey } from '#protocol/keys.ts'
import { LATE_TOLERANCE } from '#protocol/limits.ts'
import type { Relay } from '#protocol/live/relay.ts'
import { LOCAL } from '#protocol/proof.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { type OpenedRequest, openRequest, type Request } from '#protocol/request.ts'
import { type DoorId, type EpochMs, millis, type RequestId } from '#protocol/units.ts'
import type { RecorderPort, RecorderState } from '../camera/port.ts'
import { boundTo, isSpent, type Memory, type Paired, usesOf } from '../journal/memory.ts'
import type { Challenges } from './challenges.ts'

/** Where a request came from: locally, where the owner's own key alone counts, or with the bridge's admission. */
export type Way =
  | { readonly via: typeof LOCAL }
  /** `relay`: for a request to watch, where the bridge has one. */
  | { readonly via: 'bridge'; readonly admission: string; readonly relay?: Relay }

export interface JudgeParts {
  readonly door: DoorId
  readonly challenges: Challenges
  readonly recorder: RecorderPort
  now(): EpochMs
  clockTrusted(): boolean
  /** Refused before, though the journal does not say so. */
  isAnswered(request: RequestId): boolean
}

/** A request whose signatures hold, and under which pairing. */
export interface Examined {
  /** When the paired bridge admitted it, by the bridge's clock. */
  readonly admittedAt?: EpochMs
  readonly opened: OpenedRequest
  readonly paired: Paired
  readonly via: Facts['via']
}

/** What was judged, with as much of the request as could be read. */
export interface Judgement {
  readonly verdict: Allowed | Refused
  readonly opened?: OpenedRequest
}

/**
 * First half, with every slow thing in it: signatures. May run for several requests side by side.
 * @returns the opened request and the facts' fixed part, or the refusal
 */
export const examine = async (
  parts: JudgeParts,
  memory: Memory,
  request: Request,
  way: Way,
): Promise<Judgement | Examined> => {
  const { paired } = memory
  if (!paired) return { verdict: refuse('not_paired') }
  // Two checks must say yes to a grant, and here is one. Before any signature: whoever is at the door may try this.
  if (way.via === LOCAL && request.chain.length > 0) return { verdict: refuse('admission_missing') }
  const owner = await verifyKey(paired.owner)
  const opened = await openRequest(request, { door: parts.door, owner })
  if (!opened.ok) return { verdict: opened }
  if (way.via === LOCAL) return { opened, paired, via: LOCAL }
  const bridge = await verifyKey(paired.bridge)
  const facts = { bridge, door: parts.door, request: opened.proof.jti, proofHash: opened.proofHash, now: parts.now() }
  const admitted = await checkAdmission(way.admission, facts)
  if (!admitted.ok) return { verdict: admitted, opened }
  return { opened, paired, via: bridge.thumbprint, admittedAt: admitted.at }
}

/**
 * Second half, at once: the decision by the facts of this very moment.
 * @param recorder what the camera answered when it was asked to begin; left out: what it shows by itself
 */
export const judge = (
  parts: JudgeParts,
  memory: Memory,
  { opened, paired, via }: Examined,
  recorder: RecorderState = parts.recorder.state(),
): Judgement =>
  // Paired anew meanwhile: what was examined was examined for somebody else's door.
  memory.paired === paired
    ? { verdict: decide(opened, factsOf(parts, memory, via, opened, recorder)), opened }
    : { verdict: refuse('not_paired'), opened }

const factsOf = (
  parts: JudgeParts,
  memory: Memory,
  via: Facts['via'],
  { proof }: OpenedRequest,
  recorder: RecorderState,
): Facts => ({
  now: parts.now(),
  clockTrusted: parts.clockTrusted(),
  // Nothing lies between a local request and the door that could take time.
  lateTolerance: via === LOCAL ? millis(0) : LATE_TOLERANCE,
  via,
  challengeAge: parts.challenges.ageOf(proof.chl),
  spent: isSpent(memory, proof.jti) || parts.isAnswered(proof.jti),
  revoked: memory.revoked,
  epochSeen: memory.epochSeen,
  usesOf: (grant) => usesOf(memory, grant),
  boundTo: (grant) => boundTo(memory, grant),
  remoteOff: memory.remoteOff,
  recorder,
})
