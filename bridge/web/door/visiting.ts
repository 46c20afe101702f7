// Who is visiting now, and what happened last, as the journal tells. Pure.

import type { Entry, Happening, HappeningKind } from '#protocol/entry.ts'
import type { EpochMs, RequestId, Thumbprint } from '#protocol/units.ts'

export interface Visiting {
  readonly request: RequestId
  /** undefined: a PIN at the keypad. */
  readonly holder: Thumbprint | undefined
  readonly since: EpochMs
  readonly opened: boolean
}

/** Each visit ends within minutes: nobody looks further back for its beginning. */
const LOOK_BACK = 400

/** The visit that is under way by these entries, the oldest first. */
export const visitingOf = (entries: readonly Entry[]): Visiting | undefined => {
  const opened = new Set<RequestId>()
  for (const { what, at } of entries.slice(-LOOK_BACK).reverse()) {
    if (what.kind === 'closed') return undefined
    if (what.kind === 'opened') opened.add(what.request)
    if (what.kind !== 'intent' || what.act !== 'unlock') continue
    return { request: what.request, holder: what.holder, since: at, opened: opened.has(what.request) }
  }
  return undefined
}

/** What is worth a line on the first page; the timeline has the rest. */
const LATELY: ReadonlySet<HappeningKind> = new Set<HappeningKind>([
  'intent',
  'opened',
  'closed',
  'refused',
  'alarm',
  'egress',
  'remote',
  'revocations',
  'camera_power',
  'live_set',
])

const isWorthALine = (what: Happening): boolean =>
  LATELY.has(what.kind) && !(what.kind === 'intent' && what.act === 'live')

/** The newest first. */
export const latelyOf = (entries: readonly Entry[], most: number): readonly Entry[] =>
  entries
    .slice(-LOOK_BACK)
    .filter(({ what }) => isWorthALine(what))
    .slice(-most)
    .reverse()
