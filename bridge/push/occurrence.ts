// What happened that an owner may want to hear of, and what is said of it: codes, thumbprints and times, no people.

import type { Bell } from '#protocol/bell.ts'
import type { Happening } from '#protocol/entry.ts'
import type { Notice } from '#protocol/notice.ts'
import type { PushMessage } from '#protocol/push.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { DoorId, EpochMs, RequestId, Thumbprint } from '#protocol/units.ts'

export type Occurrence =
  /** An entry of the door's journal that was not known before. */
  | {
      readonly kind: 'entry'
      readonly door: DoorId
      readonly at: EpochMs
      readonly what: Happening
      /** Whose request it is about, as far as it is known. */
      readonly holder?: Thumbprint | undefined
    }
  | { readonly kind: 'bell'; readonly bell: Bell }
  | { readonly kind: 'notice'; readonly door: DoorId; readonly at: EpochMs; readonly notice: Notice['notice'] }
  /** The bridge's own no to a holder. */
  | {
      readonly kind: 'refused'
      readonly door: DoorId
      readonly at: EpochMs
      readonly request: RequestId
      readonly holder: Thumbprint
      readonly code: RefusalCode
    }
  /** The door cannot write its journal, as its state says. */
  | { readonly kind: 'unwritable'; readonly door: DoorId; readonly at: EpochMs }
  /** The door has not been there for a while. */
  | { readonly kind: 'away'; readonly door: DoorId; readonly at: EpochMs }

type Said = Omit<PushMessage, 'v' | 'door' | 'at'>

/** @returns undefined for what is nobody's business but the journal's */
export const messageOf = (occurrence: Occurrence): PushMessage | undefined => {
  switch (occurrence.kind) {
    case 'entry': {
      const said = saidOf(occurrence.what, occurrence.holder)
      return said && { v: 1, door: occurrence.door, at: occurrence.at, ...said }
    }
    case 'bell': {
      const { iss, at, request, holder, poster } = occurrence.bell
      return { v: 1, kind: 'visitor', door: iss, at, request, ...(holder && { holder }), ...(poster && { poster }) }
    }
    case 'notice':
      return { v: 1, kind: 'bridge', door: occurrence.door, at: occurrence.at, notice: occurrence.notice }
    case 'refused': {
      const { door, at, request, holder, code } = occurrence
      return { v: 1, kind: 'refused', door, at, request, holder, code }
    }
    case 'unwritable':
      return { v: 1, kind: 'alarm', door: occurrence.door, at: occurrence.at, alarm: 'journal_unwritable' }
    case 'away':
      return { v: 1, kind: 'offline', door: occurrence.door, at: occurrence.at }
  }
}

const saidOf = (what: Happening, by: Thumbprint | undefined): Said | undefined => {
  const holder = by && { holder: by }
  switch (what.kind) {
    case 'opened':
      return { kind: 'opened', request: what.request, ...holder }
    case 'closed':
      if (what.opened) return { kind: 'closed', request: what.request, ...holder }
      return what.code && { kind: 'refused', request: what.request, code: what.code, ...holder }
    case 'refused': {
      const named = what.holder ? { holder: what.holder } : holder
      return { kind: 'refused', code: what.code, ...(what.request && { request: what.request }), ...named }
    }
    case 'alarm':
      // That nothing could be written is written once it is over: the door's state has told it when it began.
      if (!what.on || what.alarm === 'journal_unwritable') return undefined
      return { kind: 'alarm', alarm: what.alarm, ...(what.request && { request: what.request }) }
    default:
      return undefined
  }
}
