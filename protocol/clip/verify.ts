// The check of a clip, for whoever has the door's public key: every signature, the chain, the order, the bytes, the
// end and the journal's word on it. Pure: the same on a command line and in a browser. Names every finding.

import { hashText } from '../hash.ts'
import { type VerifyKey, verifyKey } from '../keys.ts'
import { openToken, peekClaims } from '../token.ts'
import { type EpochMs, type Hash, type Millis, millis } from '../units.ts'
import { bytesFindings, chainFindings, filmFindings, missingFindings } from './checks.ts'
import { CLIP_END, type ClipEnd } from './end.ts'
import type { FoundClip } from './evidence.ts'
import type { Finding } from './finding.ts'
import { CLIP, type ClipHead } from './head.ts'
import { journalEnd, journalFindings } from './journal.ts'
import { type OwnLine, readLines } from './lines.ts'

/** What the sound segments show. */
export interface Coverage {
  /** The door's clock at the first picture, and after the last. */
  readonly from: EpochMs
  readonly to: EpochMs
  /** Sum of the segments' spans. */
  readonly lasts: Millis
  readonly segments: number
}

export interface CheckedClip {
  /** Absent when the head is not the door's: then nothing else can be said. */
  readonly head?: ClipHead
  readonly headHash?: Hash
  readonly end?: ClipEnd
  readonly lines: readonly OwnLine[]
  readonly covers?: Coverage
  readonly findings: readonly Finding[]
}

type Opened = { readonly head: ClipHead; readonly door: VerifyKey } | { readonly finding: Finding }

/** A head must be signed by the door: the key it carries must have the door's thumbprint. */
export const openHead = async ({ door, clip, head }: Pick<FoundClip, 'door' | 'clip' | 'head'>): Promise<Opened> => {
  const opened = await openToken(CLIP, head)
  if (!opened.ok) return { finding: { code: 'head_forged' } }
  if (opened.signer.thumbprint !== door || opened.claims.iss !== door) return { finding: { code: 'head_not_door' } }
  if (clip !== undefined && opened.claims.clip !== clip) return { finding: { code: 'head_foreign' } }
  return { head: opened.claims, door: opened.signer }
}

const openEnd = async (token: string, head: ClipHead, keys: Keys): Promise<ClipEnd | Finding> => {
  for (const [by, key] of [['recorder', keys.clip] as const, ['door', keys.door] as const]) {
    const opened = await openToken(CLIP_END, token, key)
    if (!opened.ok || opened.claims.by !== by) continue
    return opened.claims.clip === head.clip ? opened.claims : { code: 'end_foreign' }
  }
  const named = CLIP_END.schema.safeParse(peekClaims(token))
  return { code: named.success && named.data.clip !== head.clip ? 'end_foreign' : 'end_forged' }
}

interface Keys {
  readonly clip: VerifyKey
  readonly door: VerifyKey
}

/** The end, or the journal's word in its place, against the lines. */
const tailFindings = (
  end: Pick<ClipEnd, 'parts' | 'last'> | undefined,
  head: Hash,
  own: readonly OwnLine[],
  seen: number,
): Finding[] => {
  if (!end) return []
  const { parts, last } = end
  if (seen < parts) return [{ code: 'tail_cut', n: seen, count: parts - seen }]
  if (seen > parts) return [{ code: 'beyond_end', n: parts, count: seen - parts }]
  const final = parts === 0 ? head : own.find(({ claims }) => claims.n === parts - 1)?.hash
  return final === undefined || final === last ? [] : [{ code: 'end_forked', n: parts - 1 }]
}

const coverageOf = (own: readonly OwnLine[]): Coverage | undefined => {
  const segments = own.map(({ claims }) => claims).filter(({ what }) => what === 'segment')
  const [first, last] = [segments[0], segments.at(-1)]
  if (!first || !last) return undefined
  return {
    from: first.at,
    to: (last.at + last.lasts) as EpochMs,
    lasts: millis(segments.reduce((sum, { lasts }) => sum + lasts, 0)),
    segments: segments.length,
  }
}

/** @returns every finding; none for a clip that is whole, ended by its recorder and as it was recorded */
export const verifyClip = async (found: FoundClip): Promise<CheckedClip> => {
  const opened = await openHead(found)
  if ('finding' in opened) return { lines: [], findings: [opened.finding] }
  const { head } = opened
  const headHash = await hashText(found.head)
  const keys: Keys = { clip: await verifyKey(head.key), door: opened.door }
  const { own, findings, spoilt } = await readLines(found.parts, head.clip, keys.clip)
  const end = found.end === undefined ? undefined : await openEnd(found.end, head, keys)
  const sound = end && !('code' in end) ? end : undefined
  const told = journalEnd(found.journal, head.clip)
  // What lies in the place of a part is named already; it still shows that the clip went on until there.
  const seen = Math.max(-1, ...spoilt, ...own.map(({ claims }) => claims.n)) + 1
  const covers = coverageOf(own)
  return {
    head,
    headHash,
    ...(sound ? { end: sound } : {}),
    lines: own,
    ...(covers ? { covers } : {}),
    findings: [
      ...findings,
      ...missingFindings(own, spoilt),
      ...chainFindings(own, headHash),
      ...bytesFindings(own),
      ...filmFindings(own),
      ...endFindings(end, told !== undefined),
      ...tailFindings(sound ?? told, headHash, own, seen),
      ...(found.journal ? journalFindings(found.journal, { head, headHash, end: sound }) : []),
    ],
  }
}

const endFindings = (end: ClipEnd | Finding | undefined, isTold: boolean): Finding[] => {
  if (!end) return [{ code: isTold ? 'end_missing' : 'no_end' }]
  if ('code' in end) return [end]
  return end.by === 'door' ? [{ code: 'ended_by_door' }] : []
}
