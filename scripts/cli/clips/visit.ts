// Everything that was filmed of one visit, fetched: the pieces of its film in their order, then what was filmed beside
// it for another reason.

import { kindOf } from '#protocol/clip/film.ts'
import type { Refused } from '#protocol/refusals.ts'
import { type FetchedClip, fetchClip } from './fetched.ts'
import { findVisit, type Known } from './find.ts'
import type { Service } from './service.ts'

const isRefused = (value: FetchedClip | Refused): value is Refused => !value.ok

/** Numbers of the journal's entries that were the newest when it began and when its last part was sealed. */
const span = ({ head, lines }: FetchedClip): readonly [number, number] | undefined =>
  head && [head.jn, kindOf(lines.at(-1) ?? '')?.jn ?? head.jn]

const isBeside = ({ shows }: Known): boolean => shows !== undefined && shows.request === undefined

/** What ran while the visit's film did, by the journal's numbers, which no clock turns round. */
const fetchBeside = async (
  service: Service,
  own: readonly FetchedClip[],
  others: readonly Known[],
  identity: string,
): Promise<readonly FetchedClip[] | Refused> => {
  const spans = own.flatMap((clip) => [span(clip)].filter((one) => one !== undefined))
  if (spans.length === 0 || own.every(({ head }) => head?.request === undefined)) return []
  const [from, to] = [Math.min(...spans.map(([first]) => first)), Math.max(...spans.map(([, last]) => last))]
  const beside: FetchedClip[] = []
  for (const known of others.filter(isBeside).sort((a, b) => (b.shows?.jn ?? 0) - (a.shows?.jn ?? 0))) {
    if ((known.shows?.jn ?? 0) > to) continue
    const fetched = await fetchClip(service, known.clip, identity)
    if (isRefused(fetched)) return fetched
    // One incident at a time is filmed: what began before this one was over before.
    if ((span(fetched)?.[1] ?? -1) < from) break
    beside.unshift(fetched)
  }
  return beside
}

/** @throws SpokenError `clip_missing`, `clip_which` */
export const fetchVisit = async (
  service: Service,
  text: string,
  identity: string,
): Promise<readonly FetchedClip[] | Refused> => {
  const { own, others } = await findVisit(service, text)
  const fetched: FetchedClip[] = []
  for (const { clip } of own) {
    const one = await fetchClip(service, clip, identity)
    if (isRefused(one)) return one
    fetched.push(one)
  }
  const beside = await fetchBeside(service, fetched, others, identity)
  return 'ok' in beside ? beside : [...fetched, ...beside]
}
