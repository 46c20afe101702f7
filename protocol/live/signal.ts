// Signalling between a viewer and a door: each signs its whole session description, DTLS fingerprint and all
// (RFC 8827 §5.7), so that a bridge that carries them cannot stand in the middle. Whether the viewer may watch was
// decided before, by a request with the action `live`: its id names the session.

import * as z from 'zod'
import {
  DoorIdSchema,
  EpochMsSchema,
  EpochSecondsSchema,
  HashSchema,
  RequestIdSchema,
  ThumbprintSchema,
} from '../ids.ts'
import { SDP_CHARS, SIGNAL_BYTES } from '../limits.ts'
import { REFUSAL_CODES } from '../refusals.ts'
import type { TokenKind } from '../token.ts'

const sdp = z.string().min(1).max(SDP_CHARS)

const SignalUpClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  aud: DoorIdSchema,
  /** The request that allowed it. */
  sid: RequestIdSchema,
  iat: EpochSecondsSchema,
  what: z.discriminatedUnion('kind', [
    /** With all candidates: nothing is trickled (RFC 8838 is not spoken). Once for each session. */
    z.strictObject({ kind: z.literal('offer'), sdp }),
    z.strictObject({ kind: z.literal('end') }),
  ]),
})
export type SignalUp = z.infer<typeof SignalUpClaimsSchema>

/** Viewer to door; carries the viewer's key, which must be the one that the request was allowed for. */
export const SIGNAL_UP: TokenKind<SignalUp> = {
  typ: 'signal-up+jwt',
  maxBytes: SIGNAL_BYTES,
  key: 'carried',
  schema: SignalUpClaimsSchema,
}

const SignalDownClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  aud: ThumbprintSchema,
  sid: RequestIdSchema,
  at: EpochMsSchema,
  what: z.discriminatedUnion('kind', [
    /** `re`: hash of the offer's token, so that no answer can be given to another offer. */
    z.strictObject({ kind: z.literal('answer'), re: HashSchema, sdp }),
    /** Refused, or over: the grant ended, the owner switched it off, nobody watched any more. */
    z.strictObject({ kind: z.literal('end'), code: z.enum(REFUSAL_CODES) }),
  ]),
})
export type SignalDown = z.infer<typeof SignalDownClaimsSchema>

/** Door to viewer. */
export const SIGNAL_DOWN: TokenKind<SignalDown> = {
  typ: 'signal-down+jwt',
  maxBytes: SIGNAL_BYTES,
  key: 'pinned',
  schema: SignalDownClaimsSchema,
}
