// Lines of a door's journal, opened: signature, form and door are checked; their place in the journal is not.

import { createHash } from 'node:crypto'
import * as z from 'zod'
import { ENTRY, type Happening, HappeningSchema } from '#protocol/entry.ts'
import { DoorIdSchema, EpochMsSchema, HashSchema } from '#protocol/ids.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken, type TokenKind } from '#protocol/token.ts'
import type { DoorId, Hash } from '#protocol/units.ts'

/** An entry whatever it tells of: a newer door's journal is kept though this bridge does not know all its words. */
const AnyEntrySchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  n: z.int().min(0),
  prev: HashSchema,
  at: EpochMsSchema,
  what: z.looseObject({ kind: z.string().regex(/^[a-z_]{1,40}$/) }),
})
type AnyEntry = z.infer<typeof AnyEntrySchema>
const ANY_ENTRY: TokenKind<AnyEntry> = { ...ENTRY, schema: AnyEntrySchema }

export interface OpenedLine {
  readonly entry: AnyEntry
  /** What it tells, if this bridge knows the word for it. */
  readonly what: Happening | undefined
  readonly hash: Hash
  readonly line: string
}

/** Verified side by side, so that every core has some and the loop comes up for air in between. */
const SIDE_BY_SIDE = 64

/** SHA-256 as protocol's `hashText` makes it; here without a promise for each of ten thousand lines. */
export const hashLine = (line: string): Hash => createHash('sha256').update(line).digest('base64url') as Hash

/** @returns every line opened, or the refusal of the first that is not this door's word */
export const openLines = async (text: string, door: DoorId, key: VerifyKey): Promise<OpenedLine[] | Refused> => {
  const lines = text.split('\n')
  const opened: OpenedLine[] = []
  for (let at = 0; at < lines.length; at += SIDE_BY_SIDE) {
    const some = await Promise.all(lines.slice(at, at + SIDE_BY_SIDE).map((line) => openLine(line, door, key)))
    for (const one of some) {
      if ('ok' in one) return one
      opened.push(one)
    }
  }
  return opened
}

const openLine = async (line: string, door: DoorId, key: VerifyKey): Promise<OpenedLine | Refused> => {
  const opened = await openToken(ANY_ENTRY, line, key)
  if (!opened.ok) return opened
  if (opened.claims.iss !== door) return refuse('wrong_door')
  const what = HappeningSchema.safeParse(opened.claims.what)
  return { entry: opened.claims, what: what.data, hash: hashLine(line), line }
}
