// The lines of a clip as they were found: which are the clip's own, which are not and why, which are not there.

import { hashText } from '../hash.ts'
import type { VerifyKey } from '../keys.ts'
import { openToken, peekClaims } from '../token.ts'
import type { ClipId, Hash } from '../units.ts'
import type { FoundPart } from './evidence.ts'
import type { Finding } from './finding.ts'
import { type ClipPart, PART } from './part.ts'

/** A line that the clip's key signed for this clip. */
export interface OwnLine extends FoundPart {
  readonly claims: ClipPart
  readonly hash: Hash
}

export interface ReadLines {
  /** In the order of their numbers, one for each number. */
  readonly own: readonly OwnLine[]
  readonly findings: readonly Finding[]
  /** Numbers for which something lies in their place, though not the right thing. */
  readonly spoilt: ReadonlySet<number>
}

const clipNamed = (line: string): unknown => {
  const claims = peekClaims(line)
  return typeof claims === 'object' && claims !== null && 'clip' in claims ? claims.clip : undefined
}

const openLine = async (part: FoundPart, clip: ClipId, key: VerifyKey): Promise<OwnLine | 'forged' | 'foreign'> => {
  const opened = await openToken(PART, part.line, key)
  if (opened.ok && opened.claims.clip === clip) {
    return { ...part, claims: opened.claims, hash: await hashText(part.line) }
  }
  // Whose it is can only be told by what it says: a damaged line of another clip may be taken for a forged one.
  const named = opened.ok ? opened.claims.clip : clipNamed(part.line)
  return typeof named === 'string' && named.length === clip.length && named !== clip ? 'foreign' : 'forged'
}

/** Signatures are checked side by side in batches of this many. */
const BATCH = 128

const openAll = async (
  parts: readonly FoundPart[],
  clip: ClipId,
  key: VerifyKey,
): Promise<readonly (OwnLine | 'forged' | 'foreign')[]> => {
  const opened: (OwnLine | 'forged' | 'foreign')[] = []
  for (let at = 0; at < parts.length; at += BATCH) {
    const batch = parts.slice(at, at + BATCH).map((part) => openLine(part, clip, key))
    opened.push(...(await Promise.all(batch)))
  }
  return opened
}

/** A line in a place where it does not belong: by its place, or, where only an order is known, behind a later one. */
const isMisplaced = ({ place, claims: { n } }: OwnLine, highest: number): boolean =>
  place === undefined ? n <= highest : n !== place

/** Of two copies the one in its own place counts. */
const takeOwn = (own: Map<number, OwnLine>, line: OwnLine): Finding[] => {
  const { n } = line.claims
  const known = own.get(n)
  if (!known || known.place !== n) own.set(n, line)
  return known && known.line !== line.line ? [{ code: 'line_forked', n }] : []
}

/** Reads every line, whatever is wrong with others. */
export const readLines = async (parts: readonly FoundPart[], clip: ClipId, key: VerifyKey): Promise<ReadLines> => {
  const findings: Finding[] = []
  const spoilt = new Set<number>()
  const own = new Map<number, OwnLine>()
  let highest = -1
  for (const [index, line] of (await openAll(parts, clip, key)).entries()) {
    const where = parts[index]?.place ?? index
    if (typeof line === 'string') {
      findings.push({ code: line === 'forged' ? 'line_forged' : 'part_foreign', n: where })
      spoilt.add(where)
      continue
    }
    if (isMisplaced(line, highest)) findings.push({ code: 'part_misplaced', n: line.claims.n, at: where })
    highest = Math.max(highest, line.claims.n)
    findings.push(...takeOwn(own, line))
  }
  return { own: [...own.values()].sort((a, b) => a.claims.n - b.claims.n), findings, spoilt }
}
