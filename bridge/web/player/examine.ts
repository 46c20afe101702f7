// What is known so far of a clip's honesty, part by part as they are seen, and as a whole once all lines are there.

import type { FoundPart, KnownEntry } from '#protocol/clip/evidence.ts'
import { FINDINGS, type Finding } from '#protocol/clip/finding.ts'
import { verifyClip } from '#protocol/clip/verify.ts'
import type { Entry } from '#protocol/entry.ts'
import type { StateClaims } from '#protocol/state.ts'
import type { ClipId, DoorId } from '#protocol/units.ts'

/**
 * `checking`: nothing wrong so far. `whole`: ended, every part seen, nothing missing and nothing changed. `so_far`: the
 * same of a clip that has no end yet, or of which not all parts were seen. `unsound`: see the findings.
 */
export type Verdict = 'checking' | 'whole' | 'so_far' | 'unsound'

export interface Standing {
  readonly verdict: Verdict
  /** Parts whose bytes were compared with what was signed. */
  readonly seen: number
  readonly total: number
  readonly findings: readonly Finding[]
  /** The door's journal names this clip, and was compared with it. */
  readonly anchored: boolean
}

/** Entries of the owner's journal with their hashes: each is named by the one behind it, the last by the door's state. */
export const knownEntries = (
  entries: readonly Entry[],
  state: Pick<StateClaims, 'jn' | 'jh'> | undefined,
): readonly KnownEntry[] =>
  entries.flatMap(({ n, what }, at) => {
    const hash = entries[at + 1]?.prev ?? (state?.jn === n ? state.jh : undefined)
    return hash === undefined ? [] : [{ n, what, hash }]
  })

export interface Examined {
  readonly door: DoorId
  readonly clip: ClipId
  readonly head: string
}

export interface Examiner {
  /** A part that was fetched; `n` is where it lay. */
  saw(n: number, part: FoundPart): void
  /** A place in which there is nothing, though there should be. */
  missed(n: number): void
  /** A signed line whose bytes nobody has looked at yet. */
  line(n: number, line: string): void
  /** What is wrong beside what the lines show: a key that does not open. */
  also(finding: Finding): void
  /** All lines are known from here on; parts are this many. */
  allLines(total: number): void
  has(n: number): boolean
  /** The whole judgement, by all that is known now. Takes a moment for a long clip. */
  judge(end: string | undefined, journal: readonly KnownEntry[]): Promise<Standing>
  /** In short, without judging anew. */
  standing(): Standing
}

/** What only says that something is not there: while lines are still to come it is not missing. */
const ABSENCES = new Set<Finding['code']>(['part_missing', 'tail_cut', 'no_end', 'end_missing'])

const isWrong = ({ code }: Finding): boolean => FINDINGS[code] !== 'note'

export const createExaminer = ({ door, clip, head }: Examined): Examiner => {
  const parts = new Map<number, FoundPart>()
  const seen = new Set<number>()
  /** Of those seen: nothing was there, and no line was known. */
  const empty = new Set<number>()
  const extra: Finding[] = []
  let [total, complete] = [0, false]
  let latest: Standing = { verdict: 'checking', seen: 0, total: 0, findings: [], anchored: false }
  const inShort = (): Standing => ({ ...latest, seen: seen.size, total: Math.max(total, parts.size) })

  return {
    has: (n) => seen.has(n),
    saw: (n, part) => {
      parts.set(n, part)
      empty.delete(n)
      seen.add(n)
      total = Math.max(total, n + 1)
    },
    missed: (n) => {
      const line = parts.get(n)?.line
      // A line without its bytes is a finding of its own; a place without either is found by its number.
      if (line === undefined) empty.add(n)
      else parts.set(n, { place: n, line, sealed: null })
      seen.add(n)
    },
    line: (n, line) => {
      if (!parts.has(n)) parts.set(n, { line })
      // Looked at before it may have been stored: that says nothing.
      if (empty.delete(n)) seen.delete(n)
    },
    also: (finding) => {
      if (!extra.some(({ code, n }) => code === finding.code && n === finding.n)) extra.push(finding)
    },
    allLines: (all) => {
      total = Math.max(total, all)
      complete = true
    },
    judge: async (end, journal) => {
      const found = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part)
      const checked = await verifyClip({
        ...{ door, clip, head, parts: complete ? found : found.filter(({ sealed }) => sealed !== undefined) },
        ...(end === undefined ? {} : { end }),
        ...(journal.length === 0 ? {} : { journal }),
      })
      const findings = [...checked.findings.filter(({ code }) => complete || !ABSENCES.has(code)), ...extra]
      const anchored = journal.some(({ what }) => what.kind === 'clip' && what.clip === clip)
      const allSeen = complete && [...parts.keys()].every((n) => seen.has(n))
      const isWhole = allSeen && checked.end !== undefined
      const verdict: Verdict = findings.some(isWrong) ? 'unsound' : isWhole ? 'whole' : complete ? 'so_far' : 'checking'
      latest = { verdict, seen: seen.size, total: Math.max(total, parts.size), findings, anchored }
      return latest
    },
    standing: inShort,
  }
}
