// What must hold between the lines of a clip, and between a line and its bytes. Each check reads and names.

import type { Hash } from '../units.ts'
import { millis } from '../units.ts'
import type { Finding } from './finding.ts'
import type { OwnLine } from './lines.ts'

/** Each line names the one before it; the first one names the head. */
export const chainFindings = (own: readonly OwnLine[], head: Hash): Finding[] =>
  own.flatMap(({ claims: { n, prev } }, at): Finding[] => {
    const before = own[at - 1]
    if (n > 0 && before?.claims.n !== n - 1) return []
    return prev === (n === 0 ? head : before?.hash) ? [] : [{ code: 'line_forked', n }]
  })

/** Numbers below the highest that are nowhere. */
export const missingFindings = (own: readonly OwnLine[], spoilt: ReadonlySet<number>): Finding[] => {
  const there = new Set(own.map(({ claims }) => claims.n))
  const highest = Math.max(-1, ...there, ...spoilt)
  return Array.from({ length: highest + 1 }, (_, n) => n)
    .filter((n) => !there.has(n) && !spoilt.has(n))
    .map((n): Finding => ({ code: 'part_missing', n }))
}

/** The bytes against the signed line. */
export const bytesFindings = (own: readonly OwnLine[]): Finding[] => {
  const byHash = new Map(own.map(({ claims }) => [claims.hash, claims.n]))
  return own.flatMap(({ claims: { n, hash, size }, sealed }): Finding[] => {
    if (sealed === undefined || sealed?.hash === hash) return []
    if (sealed === null) return [{ code: 'bytes_missing', n }]
    const other = byHash.get(sealed.hash)
    if (other !== undefined) return [{ code: 'bytes_swapped', n, at: other }]
    return [{ code: sealed.size < size ? 'part_truncated' : 'part_damaged', n }]
  })
}

/** Between two segments nobody notices less; a camera's clock and the door's drift less in one second. */
const JUMP_LEAST = 2000

/** The film itself: pictures counted by the capture, times by the door's clock. */
export const filmFindings = (own: readonly OwnLine[]): Finding[] => {
  const findings: Finding[] = []
  const [first] = own
  if (first?.claims.n === 0 && first.claims.what !== 'init') findings.push({ code: 'no_init', n: 0 })
  let before: OwnLine | undefined
  let number = -1
  for (const line of own) {
    const { claims } = line
    // Across a part that is not there nothing can be said: that one is named already.
    if (claims.n !== number + 1) before = undefined
    number = claims.n
    if (claims.what !== 'segment') continue
    if (before) findings.push(...between(before.claims, claims))
    before = line
  }
  return findings
}

const between = (one: OwnLine['claims'], next: OwnLine['claims']): Finding[] => {
  const { n } = next
  if (one.last !== undefined && next.first !== undefined) {
    const count = next.first - one.last - 1
    if (count > 0) return [{ code: 'film_gap', n, count }]
    if (count < 0) return [{ code: 'film_overlap', n, count: -count }]
  }
  const by = millis(next.at - one.at - one.lasts)
  return Math.abs(by) < JUMP_LEAST ? [] : [{ code: 'clock_jump', n, by }]
}
