// The visit as a whole in words: what is between its films, and whether footage is missing from request to re-lock.

import { isOpen, type Seam } from '#protocol/clip/seams.ts'
import type { Hole, VisitFilmed } from '#protocol/clip/visit.ts'
import type { Entry, HappeningKind } from '#protocol/entry.ts'
import type { ClipId } from '#protocol/units.ts'
import { describeEntry, type NameOf } from '../journal/words.ts'
import { showClock, showSpan } from '../times/show.ts'
import type { CheckedEvidence } from './check.ts'
import { against, all, nothing, type Said, told, type Voice } from './said.ts'

/** What can be the reason that there is no picture. */
const TELLING: readonly HappeningKind[] = [
  'boot',
  'clock',
  'alarm',
  'camera_set',
  'camera_power',
  'camera',
  'clip',
  'footage_dropped',
]
const LINES_MOST = 12

interface Then {
  readonly after: number
  readonly until: number
  /** The clip that ended there: its end may be written down later. */
  readonly ended?: ClipId
}

/** What the door wrote down at that time and of that clip. */
const journalThen = (
  { extract, door }: CheckedEvidence,
  { after, until, ended }: Then,
  nameOf: NameOf,
  { say, language, zone }: Voice,
): Said => {
  if (!extract || extract.entries.length === 0) return nothing
  const iss = door.thumbprint as Entry['iss']
  const fits = extract.entries.filter(({ n, what }) =>
    what.kind === 'clip_ended' ? what.clip === ended : n > after && n <= until && TELLING.includes(what.kind),
  )
  if (fits.length === 0) return told(say('v_journal_silent'))
  const lines = fits
    .slice(0, LINES_MOST)
    .map(
      ({ n, at, what, hash }) => `  ${describeEntry({ v: 1, iss, n, at, what, prev: hash }, language, zone, nameOf)}`,
    )
  return told(say('v_journal_then'), ...lines)
}

const seamKey = (seam: Seam) => {
  if (seam.is !== 'anew') return `v_seam_${seam.is}` as const
  return isOpen(seam) ? 'v_seam_anew' : 'v_seam_close'
}

const seam = (checked: CheckedEvidence, between: Seam, nameOf: NameOf, voice: Voice): Said => {
  const { say, language, zone } = voice
  const filmOf = (clip: ClipId): number => checked.films.find(({ checked: { head } }) => head?.clip === clip)?.at ?? 0
  const { from, to, count, ends, begins, by } = between
  const line = say(seamKey(between), {
    ...{ one: filmOf(from), next: filmOf(to), count, by: showSpan(by, language) },
    ...{ from: showClock(ends, zone), to: showClock(begins, zone) },
  })
  if (between.is === 'joined' || between.is === 'overlap') return told(line)
  return all(
    isOpen(between) ? against(line) : told(line),
    journalThen(checked, { ...between, ended: from }, nameOf, voice),
  )
}

const hole = (checked: CheckedEvidence, gap: Hole, nameOf: NameOf, voice: Voice): Said => {
  const { say, language, zone } = voice
  const { where, still, from, to, lasts } = gap
  const slots = { from: showClock(from, zone), to: showClock(to, zone), lasts: showSpan(lasts, language) }
  if (still) return all(told(say('v_hole_still', slots)), journalThen(checked, gap, nameOf, voice))
  // The seam between two films, or the part that is not there, was told and counted already.
  if (where === 'within') return told(say('v_hole_within', slots))
  return all(against(say(`v_hole_${where}`, slots)), journalThen(checked, gap, nameOf, voice))
}

/** One sentence: is footage missing between the request and the measured re-lock? */
export const describeFilmed = (filmed: VisitFilmed, { say, language, zone }: Voice): string => {
  if (!filmed.known) return say(`v_visit_${filmed.why}`)
  const { asked, locked, missing, still } = filmed
  const slots = {
    ...{ from: showClock(asked, zone), to: showClock(locked, zone) },
    lasts: showSpan((locked - asked) as typeof missing, language),
  }
  if (missing > 0) return say('v_visit_missing', { ...slots, missing: showSpan(missing, language) })
  return still > 0 ? say('v_visit_still', { ...slots, still: showSpan(still, language) }) : say('v_visit_whole', slots)
}

const HOLES_MOST = 20

export const describeVisit = (checked: CheckedEvidence, nameOf: NameOf, voice: Voice): Said => {
  const { seams, absent, filmed } = checked.visit
  // What a seam says is not said again.
  const isSeam = ({ from, to }: Hole): boolean => seams.some(({ ends, begins }) => ends === from && begins === to)
  const holes = filmed.known ? filmed.holes.filter((one) => !isSeam(one)).slice(0, HOLES_MOST) : []
  return all(
    ...seams.map((one) => seam(checked, one, nameOf, voice)),
    against(...absent.map((clip) => voice.say('v_absent', { clip }))),
    ...holes.map((one) => hole(checked, one, nameOf, voice)),
    told(describeFilmed(filmed, voice)),
  )
}
