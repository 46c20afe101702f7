// What entries mean for the bridge's books. Pure; the door's own memory is folded from the same entries by itself.

import type { Happening } from '#protocol/entry.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { EpochMs } from '#protocol/units.ts'
import type { JournalFold } from '../store/port.ts'

type Writable = {
  -readonly [Key in keyof JournalFold]: JournalFold[Key] extends readonly (infer Item)[] ? Item[] : JournalFold[Key]
}

/** @param owner whose door it was before these entries, by the journal itself */
export const foldEntries = (
  entries: readonly { readonly at: EpochMs; readonly what: Happening }[],
  owner: PublicJwk | undefined,
): JournalFold => {
  const fold: Writable = { uses: [], binds: [], answers: [] }
  let former = owner
  for (const { at, what } of entries) {
    switch (what.kind) {
      case 'intent':
        for (const { grant, exp } of what.spends) fold.uses.push({ request: what.request, grant, exp })
        fold.binds.push(...what.binds)
        break
      case 'opened':
      case 'closed':
        fold.answers.push({ request: what.request, step: what.kind, at })
        break
      case 'refused':
        if (what.request !== undefined) fold.answers.push({ request: what.request, step: 'refused', at })
        break
      case 'remote':
        fold.remoteOff = what.off
        break
      case 'paired':
        // The same owner again changes nothing; another one starts with the switch on.
        if (former === undefined || !isSame(former, what.owner)) fold.remoteOff = false
        former = what.owner
        break
      default:
        break
    }
  }
  return fold
}

const isSame = (one: PublicJwk, other: PublicJwk): boolean =>
  one.crv === other.crv && one.x === other.x && (one.kty === 'EC' ? one.y : '') === (other.kty === 'EC' ? other.y : '')
