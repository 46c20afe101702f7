// Is the plain film the one that was sealed and signed? Opens the sealed parts again and compares.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFilm } from '#protocol/clip/film.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import type { CheckedClip } from '#protocol/clip/verify.ts'
import { unseal } from '#protocol/seal/seal.ts'
import { clipPlaces, hashFile, sealedPlace } from './folder.ts'
import type { EvidenceClip } from './read.ts'

export interface FilmCheck {
  /** `alone`: there is nothing to compare it with. */
  readonly film: 'same' | 'changed' | 'alone'
  readonly findings: readonly Finding[]
}

export const checkFilm = async (folder: string, clip: EvidenceClip, { lines }: CheckedClip): Promise<FilmCheck> => {
  const { at, identity, isSealed } = clip
  if (!isSealed || identity === undefined) return { film: 'alone', findings: [] }
  const hash = createHash('sha256')
  const findings: Finding[] = []
  for (const { claims, sealed } of lines) {
    if (!isFilm(claims.what) || sealed?.hash !== claims.hash) continue
    const bytes = new Uint8Array(await readFile(join(folder, sealedPlace(at, claims.n))))
    const opened = await unseal(bytes, identity)
    if (opened.ok) hash.update(opened.bytes)
    else findings.push({ code: 'part_unopened', n: claims.n })
  }
  const film = await hashFile(join(folder, clipPlaces(at).film)).catch(() => undefined)
  return { film: film?.sha256 === hash.digest('hex') ? 'same' : 'changed', findings }
}
