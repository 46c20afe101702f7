// A clip's film into a sink, picture by picture as it is fetched and opened; judged when it was all seen.

import type { FoundPart, KnownEntry } from '#protocol/clip/evidence.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import { type FetchedClip, isOfFilm, type Judged, judge, piecesOf } from './fetched.ts'
import type { Service } from './service.ts'
import type { Sink } from './sink.ts'

/**
 * @param journal what the door wrote down, where that is at hand
 * @returns undefined when whoever watches had enough
 */
export const playInto = async (
  service: Service,
  fetched: FetchedClip,
  sink: Sink,
  { stop, journal }: { readonly stop: AbortSignal; readonly journal?: readonly KnownEntry[] | undefined },
): Promise<Judged | undefined> => {
  const found: FoundPart[] = []
  const extra: Finding[] = []
  let whole = false
  try {
    for await (const piece of piecesOf(service, fetched)) {
      found.push(...piece.found)
      if (piece.finding) extra.push(piece.finding)
      if (piece.bytes && isOfFilm(piece) && !(await sink.write(piece.bytes))) return undefined
      if (stop.aborted) return undefined
    }
    whole = true
  } finally {
    await sink.end(whole)
  }
  return judge(service, fetched, { found, extra, journal })
}
