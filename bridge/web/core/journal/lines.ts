// Lines of a journal, checked: signed by the door, numbered without a gap, each naming the hash of the one before.

import { ENTRY, type Entry, lineHash } from '#protocol/entry.ts'
import { hashText } from '#protocol/hash.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { Hash } from '#protocol/units.ts'

export interface HeldLine {
  readonly entry: Entry
  readonly line: string
  readonly hash: Hash
}

/** Where lines must follow on. Undefined: nothing is known yet, and the first of them is taken at its word. */
export interface Follows {
  readonly n: number
  readonly hash: Hash
}

export type Checked =
  | { readonly ok: true; readonly held: readonly HeldLine[] }
  /** `held` is good up to there. */
  | { readonly ok: false; readonly why: 'signature' | 'gap' | 'hash'; readonly held: readonly HeldLine[] }

const CHUNK = 40

const open = async (line: string, door: VerifyKey): Promise<HeldLine | undefined> => {
  const [read, hash] = await Promise.all([openToken(ENTRY, line, door), lineHash(line)])
  return read.ok && read.claims.iss === door.thumbprint ? { entry: read.claims, line, hash } : undefined
}

/** Lets the page draw and listen between two chunks. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** Opens lines in chunks. The first bad one ends it. */
const openAll = async (lines: readonly string[], door: VerifyKey): Promise<readonly HeldLine[]> => {
  const held: HeldLine[] = []
  for (let from = 0; from < lines.length; from += CHUNK) {
    const some = await Promise.all(lines.slice(from, from + CHUNK).map((line) => open(line, door)))
    for (const one of some) {
      if (!one) return held
      held.push(one)
    }
    if (from + CHUNK < lines.length) await breathe()
  }
  return held
}

const firstAfter = async (before: Follows | undefined, first: Entry, door: VerifyKey): Promise<Follows> => {
  if (before) return before
  // Number 0 follows the door's own id.
  return first.n === 0 ? { n: -1, hash: await hashText(door.thumbprint) } : { n: first.n - 1, hash: first.prev }
}

/** @param before the line that they must follow */
export const checkLines = async (
  lines: readonly string[],
  door: VerifyKey,
  before: Follows | undefined,
): Promise<Checked> => {
  const opened = await openAll(lines, door)
  const [first] = opened
  if (!first) return lines.length === 0 ? { ok: true, held: [] } : { ok: false, why: 'signature', held: [] }
  let last = await firstAfter(before, first.entry, door)
  const held: HeldLine[] = []
  for (const one of opened) {
    if (one.entry.n !== last.n + 1) return { ok: false, why: 'gap', held }
    if (one.entry.prev !== last.hash) return { ok: false, why: 'hash', held }
    held.push(one)
    last = { n: one.entry.n, hash: one.hash }
  }
  return opened.length === lines.length ? { ok: true, held } : { ok: false, why: 'signature', held }
}
