// Decides what a release adds to what is published and what it leaves behind. Pure but for dpkg's order of versions,
// which is passed in.

import { HausrechtError } from '#protocol/fault.ts'
import type { Deb } from './deb.ts'

export interface Plan {
  readonly added: readonly Deb[]
  /** Published before and still. */
  readonly kept: readonly Deb[]
  readonly dropped: readonly Deb[]
  /** Brought, but older than another one that was brought. */
  readonly passed: readonly Deb[]
}

const seriesOf = ({ name, architecture }: Deb): string => `${name} ${architecture}`

/**
 * Of each package that was brought in several versions, such as those of an old folder, only the newest counts.
 * @param keep how many versions of each package stay
 * @throws HausrechtError `release_older` or `release_differs`: a door takes no older version, and trusts that a version
 *   is one thing
 */
export const planRelease = (
  published: readonly Deb[],
  incoming: readonly Deb[],
  keep: number,
  isNewer: (version: string, than: string) => boolean,
): Plan => {
  const oldestFirst = (one: Deb, other: Deb): number =>
    one.version === other.version ? 0 : isNewer(one.version, other.version) ? 1 : -1
  const all = [...published]
  const added: Deb[] = []
  const isPassed = (deb: Deb): boolean =>
    incoming.some((one) => seriesOf(one) === seriesOf(deb) && isNewer(one.version, deb.version))
  for (const deb of incoming.filter((one) => !isPassed(one)).sort(oldestFirst)) {
    const series = all.filter((one) => seriesOf(one) === seriesOf(deb))
    const same = series.find((one) => one.version === deb.version)
    if (same?.sha256 === deb.sha256) continue
    const what = `${deb.name} ${deb.version} (${deb.architecture})`
    if (same) throw new HausrechtError('release_differs', `${what} is published already, with other bytes: count up`)
    const newer = series.find((one) => !isNewer(deb.version, one.version))
    if (newer) throw new HausrechtError('release_older', `${what} is older than the published ${newer.version}`)
    all.push(deb)
    added.push(deb)
  }
  const stays = (deb: Deb): boolean => {
    const series = all.filter((one) => seriesOf(one) === seriesOf(deb)).sort(oldestFirst)
    return series.indexOf(deb) >= series.length - keep
  }
  return {
    added: added.filter(stays),
    kept: published.filter(stays),
    dropped: published.filter((deb) => !stays(deb)),
    passed: incoming.filter(isPassed),
  }
}
