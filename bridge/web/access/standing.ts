// What has become of the grants: read from the owner's book, the revocation list and the door's own journal.

import type { Entry } from '#protocol/entry.ts'
import { type GrantClaims, GrantClaimsSchema } from '#protocol/grant.ts'
import type { RevocationClaims } from '#protocol/revocation.ts'
import { peekClaims } from '#protocol/token.ts'
import { type EpochMs, fromSeconds, type GrantId, type Thumbprint } from '#protocol/units.ts'
import type { GrantNote } from '../core/book.ts'

/** How often a grant was used, when last, and by whom. */
export interface Use {
  readonly count: number
  readonly last: EpochMs | undefined
  readonly holders: ReadonlyMap<Thumbprint, number>
  /** The key its link belongs to. */
  readonly boundTo: Thumbprint | undefined
}

export const UNUSED: Use = { count: 0, last: undefined, holders: new Map(), boundTo: undefined }

/** From the intents of the journal: what the door wrote down before its bolt moved. */
export const usesIn = (entries: readonly Entry[]): ReadonlyMap<GrantId, Use> => {
  const uses = new Map<GrantId, Use>()
  const note = (id: GrantId, change: (use: Use) => Use): void => {
    uses.set(id, change(uses.get(id) ?? UNUSED))
  }
  for (const { at, what } of entries) {
    if (what.kind !== 'intent') continue
    for (const { link, to } of what.binds) note(link, (use) => ({ ...use, boundTo: to }))
    for (const { grant } of what.spends)
      note(grant, (use) => {
        const holders = new Map(use.holders)
        if (what.holder) holders.set(what.holder, (holders.get(what.holder) ?? 0) + 1)
        return { ...use, count: use.count + 1, last: at, holders }
      })
  }
  return uses
}

/** The order is the one in which they are shown. */
export const STANDINGS = ['current', 'future', 'used_up', 'ended', 'withdrawn'] as const
export type Standing = (typeof STANDINGS)[number]

export interface Shown {
  readonly note: GrantNote
  readonly claims: GrantClaims
  readonly use: Use
  readonly standing: Standing
}

const isWithdrawn = ({ jti, epoch, cnf }: GrantClaims, use: Use, list: RevocationClaims | undefined): boolean => {
  if (!list) return false
  if (epoch < list.before || list.grants.includes(jti) || list.keys.includes(cnf.jkt)) return true
  return use.boundTo !== undefined && list.keys.includes(use.boundTo)
}

const standingOf = (
  note: GrantNote,
  claims: GrantClaims,
  use: Use,
  { list, now }: Pick<Facts, 'list' | 'now'>,
): Standing => {
  if (note.revoked !== undefined || isWithdrawn(claims, use, list)) return 'withdrawn'
  if (now >= fromSeconds(claims.exp)) return 'ended'
  if (claims.uses !== undefined && use.count >= claims.uses) return 'used_up'
  return now < fromSeconds(claims.nbf) ? 'future' : 'current'
}

export interface Facts {
  readonly notes: readonly GrantNote[]
  readonly entries: readonly Entry[]
  readonly list: RevocationClaims | undefined
  readonly now: EpochMs
}

/** Everything given for a door, in the order in which it is shown; what was taken out of the book is not. */
export const shownGrants = (facts: Facts): readonly Shown[] => {
  const uses = usesIn(facts.entries)
  const shown = facts.notes.flatMap((note): Shown[] => {
    const claims = GrantClaimsSchema.safeParse(peekClaims(note.token))
    if (note.gone || !claims.success) return []
    const use = uses.get(note.id) ?? UNUSED
    return [{ note, claims: claims.data, use, standing: standingOf(note, claims.data, use, facts) }]
  })
  const rank = ({ standing }: Shown): number => STANDINGS.indexOf(standing)
  return shown.sort((a, b) => rank(a) - rank(b) || a.claims.nbf - b.claims.nbf || (a.note.id < b.note.id ? -1 : 1))
}

/** Does the door itself know what was withdrawn? `unsaid`: no list names it yet. */
export const knownAtDoor = (
  { note, claims, use }: Shown,
  list: RevocationClaims | undefined,
  applied: number | undefined,
): 'unsaid' | 'pending' | 'known' => {
  if (!list || !isWithdrawn(claims, use, list)) return note.revoked === undefined ? 'known' : 'unsaid'
  return applied !== undefined && applied >= list.epoch ? 'known' : 'pending'
}

/** The list after this one, with these grants in it and without those that are over anyway. */
export const withdrawing =
  (grants: readonly GrantId[], isOver: (grant: GrantId) => boolean) =>
  (list: RevocationClaims): RevocationClaims => ({
    ...list,
    grants: [...new Set([...list.grants.filter((grant) => !isOver(grant)), ...grants])],
  })
