// What a carrier is told of a visit by one of its couriers, sealed to it: the owner's signed statement, heads and ends of
// the clips, the door's journal of the visit, the carrier's own grant. No picture. `npx hausrecht report open` reads it.

import { seal } from '#protocol/seal/seal.ts'
import { type Evidence, grantsUsed } from './evidence.ts'
import type { JournalPart } from './journal.ts'

/** From the visit's first entry to its last and its clips': what the house did before and after is nobody's business. */
const ofVisit = ({ journal, clips }: Pick<Evidence, 'journal' | 'clips'>): JournalPart['lines'] => {
  const ids = new Set<string>(clips.map(({ clip }) => clip))
  const requests = new Set<string>(clips.flatMap(({ head }) => head.request ?? []))
  const isOurs = ({ what }: JournalPart['entries'][number]): boolean =>
    ('clip' in what && ids.has(what.clip)) || ('request' in what && requests.has(what.request ?? ''))
  const { entries, lines } = journal
  return lines.slice(entries.findIndex(isOurs), entries.findLastIndex(isOurs) + 1)
}

/** @returns undefined when no grant of the visit could be passed on: then there is no carrier to be told */
export const carrierReport = async (
  evidence: Evidence & { readonly report: string },
  recipient: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const given = grantsUsed(evidence).find(({ claims }) => claims.dlg >= 1)
  if (!given) return undefined
  const { keys, report, clips } = evidence
  const value = {
    ...{ v: 1, door: keys.door, owner: keys.owner, report },
    clips: clips.map(({ headToken, end }) => ({ head: headToken, ...(end === undefined ? {} : { end }) })),
    ...{ journal: ofVisit(evidence), grant: given.claims, shares: [] },
  }
  return seal(new TextEncoder().encode(JSON.stringify(value)), [recipient])
}
