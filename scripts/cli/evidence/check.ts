// Everything that can be checked in a folder of evidence, without a network. Gives facts; words are said elsewhere.

import { join } from 'node:path'
import type { Written } from '#device/journal/port.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import { CLIP_REPORT, type ClipReport } from '#protocol/clip/report.ts'
import { inOrder, type Seam, seamsOf } from '#protocol/clip/seams.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { absentClips, filmedVisit, type VisitFilmed } from '#protocol/clip/visit.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { ClipId, DoorId, RequestId } from '#protocol/units.ts'
import { fromFiles } from '../journal/source.ts'
import { type Extract, readExtract } from './extract.ts'
import { checkFilm, type FilmCheck } from './film.ts'
import { PLACES } from './folder.ts'
import { type Evidence, readEvidence } from './read.ts'

/** One film and what is to be said of it by itself. */
export interface CheckedFilm {
  /** Counted from 1. */
  readonly at: number
  readonly checked: CheckedClip
  readonly findings: readonly Finding[]
  readonly film: FilmCheck['film']
}

export interface CheckedVisit {
  readonly request: RequestId | undefined
  readonly seams: readonly Seam[]
  readonly filmed: VisitFilmed
  /** Clips of the visit by the journal, which are not in the folder. */
  readonly absent: readonly ClipId[]
}

export interface CheckedEvidence {
  readonly evidence: Evidence
  readonly door: VerifyKey
  readonly owner: VerifyKey
  readonly extract: Extract | undefined
  readonly films: readonly CheckedFilm[]
  readonly visit: CheckedVisit
  readonly report: { readonly claims: ClipReport } | { readonly code: string } | undefined
  /** Does every `paired` entry name this owner? */
  readonly isOwners: boolean
}

const openReport = async (
  token: string | undefined,
  owner: VerifyKey,
  films: readonly CheckedFilm[],
): Promise<CheckedEvidence['report']> => {
  if (token === undefined) return undefined
  const opened = await openToken(CLIP_REPORT, token)
  if (!opened.ok) return { code: opened.code }
  const { claims, signer } = opened
  if (signer.thumbprint !== owner.thumbprint || claims.iss !== owner.thumbprint) return { code: 'token_wrong_key' }
  return films.every(({ checked }) => isReported(claims, checked)) ? { claims } : { code: 'clip_differs' }
}

/** Is this the very clip that the owner speaks of? */
export const isReported = ({ door, clips }: ClipReport, { head, headHash }: CheckedClip): boolean =>
  door === head?.iss && clips.some((one) => one.clip === head.clip && one.head === headHash)

const checkFilms = async (
  { folder, clips }: Evidence,
  door: DoorId,
  journal: readonly Written[] | undefined,
): Promise<CheckedFilm[]> => {
  const films: CheckedFilm[] = []
  for (const clip of clips) {
    const { at, head, parts, end } = clip
    const checked = await verifyClip({
      ...{ door, head, parts },
      ...(end === undefined ? {} : { end }),
      ...(journal ? { journal } : {}),
    })
    const { film, findings } = await checkFilm(folder, clip, checked)
    films.push({ at, checked, film, findings: [...checked.findings, ...findings] })
  }
  return films
}

/** What lies between the films of a visit, before and behind them. */
export const checkVisit = (
  films: readonly Pick<CheckedFilm, 'checked'>[],
  journal: readonly Written[] | undefined,
): CheckedVisit => {
  const clips = films.flatMap(({ checked: { head, lines } }) => (head ? [{ head, lines }] : []))
  const request = clips.find(({ head }) => head.request !== undefined)?.head.request
  // What was filmed beside it shows the visit too, and is no piece of its film.
  const own = inOrder(clips.filter(({ head }) => head.request === request))
  return {
    request,
    seams: seamsOf(own),
    filmed: filmedVisit(request, clips, journal),
    absent: absentClips(request, clips, journal),
  }
}

/** @throws SpokenError `evidence_unreadable` */
export const checkEvidence = async (folder: string): Promise<CheckedEvidence> => {
  const evidence = await readEvidence(folder)
  const { keys, hasJournal, report } = evidence
  const [door, owner] = await Promise.all([verifyKey(keys.door), verifyKey(keys.owner)])
  const extract = hasJournal ? await readExtract(fromFiles(join(folder, PLACES.journal)), door) : undefined
  const journal = extract && extract.entries.length > 0 ? extract.entries : undefined
  const films = await checkFilms(evidence, door.thumbprint as DoorId, journal)
  const paired = (journal ?? []).flatMap(({ what }) => (what.kind === 'paired' ? [what.owner] : []))
  const owners = await Promise.all(paired.map(verifyKey))
  return {
    ...{ evidence, door, owner, extract, films },
    visit: checkVisit(films, journal),
    report: await openReport(report, owner, films),
    isOwners: owners.every(({ thumbprint }) => thumbprint === owner.thumbprint),
  }
}
