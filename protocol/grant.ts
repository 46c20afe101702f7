// A grant: signed permission for one key at one door. Claims, kind, and what counts as narrower.

import * as z from 'zod'
import { ACTIONS, type Action, ActionSchema } from './action.ts'
import { DoorIdSchema, EpochSecondsSchema, GrantIdSchema, ThumbprintSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'
import { WindowSchema } from './window.ts'

export { ACTIONS, type Action, ActionSchema }

export const GrantClaimsSchema = z
  .strictObject({
    v: z.literal(1),
    jti: GrantIdSchema,
    /** Whose key signed it: the owner's, or the holder's of the grant before. */
    iss: ThumbprintSchema,
    aud: DoorIdSchema,
    /** RFC 7800 §3.1: the one key this is for, by thumbprint (`jkt`, RFC 9449 §6). */
    cnf: z.strictObject({ jkt: ThumbprintSchema }),
    act: z.array(ActionSchema).min(1).max(ACTIONS.length),
    /** Seconds; the grant covers `nbf <= now < exp` (RFC 7519 §4.1.4, §4.1.5). */
    nbf: EpochSecondsSchema,
    exp: EpochSecondsSchema,
    /** Recurring windows inside [nbf, exp). */
    win: WindowSchema.optional(),
    /** Openings allowed in all; absent: no limit. */
    uses: z.int().min(1).max(10_000).optional(),
    /** No recording, no entry. */
    rec: z.boolean(),
    /** The carrier's job number or the like; never a name or an address. */
    job: z
      .string()
      .regex(/^[\w .:/-]{1,64}$/)
      .optional(),
    /** May read the door's journal along as it is written: who came, by thumbprint. */
    jnl: z.literal(true).optional(),
    /** How many more times it may be passed on. */
    dlg: z.int().min(0).max(2),
    /** Made for a link's one-time key: must be bound to the courier's own key, once, before it opens anything. */
    link: z.literal(true).optional(),
    /** The owner's revocation epoch when the first grant of the chain was issued. */
    epoch: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  })
  .refine((grant) => grant.nbf < grant.exp, 'nbf is before exp')
  .refine((grant) => new Set(grant.act).size === grant.act.length, 'each action once')

export type GrantClaims = z.infer<typeof GrantClaimsSchema>

/** `grant+jwt`. The owner's are signed by the pinned key; passed-on ones carry their signer's key. */
export const GRANT: TokenKind<GrantClaims> = {
  typ: 'grant+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'either',
  schema: GrantClaimsSchema,
}

/**
 * Names the first thing in which a passed-on grant allows more than the one before it.
 * Recurring windows are not compared: every grant of a chain must cover the moment of the request.
 */
export const widening = (child: GrantClaims, parent: GrantClaims): string | undefined => {
  if (child.aud !== parent.aud) return 'aud'
  if (child.nbf < parent.nbf || child.exp > parent.exp) return 'time'
  if (!child.act.every((action) => parent.act.includes(action))) return 'act'
  if (parent.uses !== undefined && child.uses !== undefined && child.uses > parent.uses) return 'uses'
  if (parent.rec && !child.rec) return 'rec'
  if (child.jnl && !parent.jnl) return 'jnl'
  if (parent.job !== undefined && child.job !== parent.job) return 'job'
  if (child.epoch !== parent.epoch) return 'epoch'
  if (child.link && parent.link) return 'link'
  // Binding a link spends no delegation; passing on does.
  const left = parent.link ? parent.dlg : parent.dlg - 1
  return child.dlg > left ? 'dlg' : undefined
}
