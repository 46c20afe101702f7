// Who came last, from the door's signed journal: a code, never a name. Whose code it is stays with the owner.

import type { Entry } from '#protocol/entry.ts'
import type { EpochMs, RequestId } from '#protocol/units.ts'

export interface Visitor {
  /** The first eight characters of the key's thumbprint, or `pin-3`. */
  readonly code: string
  readonly at: EpochMs
}

export interface Visits {
  readonly last: Visitor | undefined
  /** Allowed, and not yet measured open. */
  readonly coming: { readonly request: RequestId; readonly code: string } | undefined
  readonly slot: number | undefined
}

export const NO_VISITS: Visits = { last: undefined, coming: undefined, slot: undefined }

/** The next entry; the same value when it says nothing of visitors. */
export const withEntry = (visits: Visits, { what, at }: Pick<Entry, 'what' | 'at'>): Visits => {
  switch (what.kind) {
    case 'pin':
      return what.step === 'right' ? { ...visits, slot: what.slot } : visits
    case 'intent': {
      if (what.act !== 'unlock') return visits
      const code = what.holder?.slice(0, 8) ?? `pin-${visits.slot ?? '?'}`
      return { ...visits, coming: { request: what.request, code }, slot: undefined }
    }
    case 'opened':
      return visits.coming?.request === what.request
        ? { ...visits, last: { code: visits.coming.code, at }, coming: undefined }
        : visits
    default:
      return visits
  }
}
