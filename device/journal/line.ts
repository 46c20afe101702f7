// One line of the journal: its hash, its place, and whether it is the door's own word in the right order.

import { createHash } from 'node:crypto'
import { ENTRY, type Head } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId, Hash } from '#protocol/units.ts'
import type { Written } from './port.ts'

/** What can be wrong with a line, by its bytes and by the line before. Stable codes. */
export type LineCode =
  | 'journal_line_malformed'
  | 'journal_bad_signature'
  | 'journal_wrong_door'
  | 'journal_out_of_order'
  | 'journal_chain_broken'

export interface LineDamage {
  readonly code: LineCode
  readonly detail: string
}

/** The sound lines from the front, and what is wrong with the one after them. */
export interface Checked {
  readonly written: readonly Written[]
  readonly damage: LineDamage | undefined
}

/** protocol/entry.ts `lineHash`, without leaving the thread: lines are short, and each waits for the one before. */
export const hashLine = (line: string): Hash => createHash('sha256').update(line).digest('base64url') as Hash

/** What the first line names as the line before it. */
export const beforeFirst = (door: string): Head => ({ n: -1, hash: hashLine(door) })

export const doorOf = (key: VerifyKey): DoorId => key.thumbprint as DoorId

/**
 * Base64url can write the same 64 bytes in 16 ways (RFC 4648 §3.5). One only is a line: or a changed last
 * character would pass the signature and break the chain one line too late.
 */
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{85}[AQgw]$/

/** Reads one line alone, by form and signature; says nothing of its place. */
export const openLine = async (line: string, key: VerifyKey): Promise<(Written & { prev: Hash }) | LineDamage> => {
  if (line.length > ENTRY.maxBytes) return { code: 'journal_line_malformed', detail: 'too long' }
  if (!FORM.test(line)) return { code: 'journal_line_malformed', detail: 'not a signed entry' }
  const opened = await openToken(ENTRY, line, key)
  if (!opened.ok) {
    const code = opened.code === 'token_bad_signature' ? 'journal_bad_signature' : 'journal_line_malformed'
    return { code, detail: opened.detail ?? opened.code }
  }
  const { n, prev, at, what, iss } = opened.claims
  if (iss !== key.thumbprint) return { code: 'journal_wrong_door', detail: iss }
  return { n, prev, at, what, hash: hashLine(line), line }
}

/** Checks lines that follow `after`. Signatures side by side, the order one by one: the first damage is named. */
export const checkLines = async (lines: readonly string[], after: Head, key: VerifyKey): Promise<Checked> => {
  const opened = await Promise.all(lines.map((line) => openLine(line, key)))
  const written: Written[] = []
  let head = after
  for (const entry of opened) {
    const damage = 'code' in entry ? entry : misplaced(entry, head)
    if (damage || 'code' in entry) return { written, damage }
    const { prev: _checked, ...rest } = entry
    written.push(rest)
    head = entry
  }
  return { written, damage: undefined }
}

const misplaced = (entry: Head & { readonly prev: Hash }, after: Head): LineDamage | undefined => {
  if (entry.n !== after.n + 1) {
    return { code: 'journal_out_of_order', detail: `entry ${entry.n} where ${after.n + 1} belongs` }
  }
  return entry.prev === after.hash
    ? undefined
    : { code: 'journal_chain_broken', detail: 'names another line before it' }
}
