// Everything that can be checked in a folder of evidence, without a network. Gives facts; words are said elsewhere.

import { join } from 'node:path'
import type { Finding } from '#protocol/clip/finding.ts'
import { CLIP_REPORT, type ClipReport } from '#protocol/clip/report.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import { fromFiles } from '../journal/source.ts'
import { type Extract, readExtract } from './extract.ts'
import { checkFilm, type FilmCheck } from './film.ts'
import { PLACES } from './folder.ts'
import { type Evidence, readEvidence } from './read.ts'

export interface CheckedEvidence {
  readonly evidence: Evidence
  readonly door: VerifyKey
  readonly owner: VerifyKey
  readonly extract: Extract | undefined
  readonly checked: CheckedClip
  readonly findings: readonly Finding[]
  readonly film: FilmCheck['film']
  readonly report: { readonly claims: ClipReport } | { readonly code: string } | undefined
  /** Does every `paired` entry name this owner? */
  readonly isOwners: boolean
}

const openReport = async (
  token: string | undefined,
  owner: VerifyKey,
  { head, headHash }: CheckedClip,
): Promise<CheckedEvidence['report']> => {
  if (token === undefined) return undefined
  const opened = await openToken(CLIP_REPORT, token)
  if (!opened.ok) return { code: opened.code }
  const { claims, signer } = opened
  if (signer.thumbprint !== owner.thumbprint || claims.iss !== owner.thumbprint) return { code: 'token_wrong_key' }
  const isOfClip = claims.clip === head?.clip && claims.head === headHash && claims.door === head.iss
  return isOfClip ? { claims } : { code: 'clip_differs' }
}

/** @throws SpokenError `evidence_unreadable` */
export const checkEvidence = async (folder: string): Promise<CheckedEvidence> => {
  const evidence = await readEvidence(folder)
  const { keys, head, parts, end, hasJournal, report } = evidence
  const [door, owner] = await Promise.all([verifyKey(keys.door), verifyKey(keys.owner)])
  const extract = hasJournal ? await readExtract(fromFiles(join(folder, PLACES.journal)), door) : undefined
  const checked = await verifyClip({
    ...{ door: door.thumbprint as DoorId, head, parts },
    ...(end === undefined ? {} : { end }),
    ...(extract && extract.entries.length > 0 ? { journal: extract.entries } : {}),
  })
  const film = await checkFilm(evidence, checked)
  const paired = (extract?.entries ?? []).flatMap(({ what }) => (what.kind === 'paired' ? [what.owner] : []))
  const owners = await Promise.all(paired.map(verifyKey))
  return {
    ...{ evidence, door, owner, extract, checked },
    findings: [...checked.findings, ...film.findings],
    film: film.film,
    report: await openReport(report, owner, checked),
    isOwners: owners.every(({ thumbprint }) => thumbprint === owner.thumbprint),
  }
}
