// What the door's journal says of a clip, against the clip itself. The journal is kept elsewhere than the clip, so
// who could change one could hardly change the other.

import type { Happening } from '../entry.ts'
import type { ClipId, Hash } from '../units.ts'
import type { ClipEnd } from './end.ts'
import type { KnownEntry } from './evidence.ts'
import type { Finding } from './finding.ts'
import type { ClipHead } from './head.ts'

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>

const find = <Kind extends 'clip' | 'clip_ended'>(
  journal: readonly KnownEntry[],
  kind: Kind,
  clip: ClipId,
): Of<Kind> | undefined => {
  for (const { what } of journal) if (what.kind === kind && what.clip === clip) return what as Of<Kind>
  return undefined
}

/** How the journal says that this clip ended. */
export const journalEnd = (journal: readonly KnownEntry[] | undefined, clip: ClipId): Of<'clip_ended'> | undefined =>
  journal && find(journal, 'clip_ended', clip)

interface Known {
  readonly head: ClipHead
  readonly headHash: Hash
  readonly end: ClipEnd | undefined
}

/** A clip is written down soon after its head was signed; other entries may come between. */
const SOON = 50

const beginFindings = (journal: readonly KnownEntry[], { head, headHash }: Known): Finding[] => {
  const begun = find(journal, 'clip', head.clip)
  if (begun) return begun.head === headHash ? [] : [{ code: 'head_differs' }]
  const [first, last] = [journal[0], journal.at(-1)]
  const covers = first !== undefined && last !== undefined && first.n <= head.jn + 1 && last.n >= head.jn + SOON
  const isOver = journalEnd(journal, head.clip) !== undefined
  return covers || (isOver && first !== undefined && first.n <= head.jn + 1) ? [{ code: 'head_not_in_journal' }] : []
}

export const journalFindings = (journal: readonly KnownEntry[], known: Known): Finding[] => {
  const { head, end } = known
  const beside = journal.find(({ n }) => n === head.jn)
  const told = journalEnd(journal, head.clip)
  const differs = told && end && (told.parts !== end.parts || told.last !== end.last || told.by !== end.by)
  return [
    ...(beside && beside.hash !== head.jh ? [{ code: 'journal_differs' } as const] : []),
    ...beginFindings(journal, known),
    ...(differs ? [{ code: 'end_differs' } as const] : []),
  ]
}
