// What every page of the owner's app is given. Pages know this and no more: how keys are kept, how the bridge is
// reached and how the book is synchronised is behind it, so that a page can be tried with a stand-in.

import type { ReadonlySignal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Entry } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { Action } from '#protocol/grant.ts'
import type { PublicJwk, SigningKey, VerifyKey } from '#protocol/keys.ts'
import type { Relay } from '#protocol/live/relay.ts'
import type { Notice, Presence } from '#protocol/notice.ts'
import type { OrderClaims } from '#protocol/order.ts'
import type { STEPS } from '#protocol/receipt.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { RevocationClaims } from '#protocol/revocation.ts'
import type { StateClaims } from '#protocol/state.ts'
import type { DoorId, EpochMs, RequestId, Thumbprint } from '#protocol/units.ts'
import type { BookContents } from './book.ts'

/** The owner's key in this browser: non-extractable halves in IndexedDB. */
export interface OwnerKey {
  readonly signing: SigningKey
  /** The age recipient that belongs to it. */
  readonly recipient: string
  /** Opens an age file that was sealed to it. @throws HausrechtError `seal_wrong_key`, `seal_damaged` */
  open(sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
  /** The X25519 identity, for clips: what `age-encryption` takes. Never shown, never stored elsewhere. */
  readonly identity: string | CryptoKey
}

/** What became of something that was asked of a door. */
export type Asked =
  | { readonly ok: true; readonly request: RequestId; readonly step: (typeof STEPS)[number] }
  | { readonly ok: false; readonly code: RefusalCode | 'link_down' | 'link_slow' }

/** A session of live view that the door has allowed. */
export interface Watching {
  readonly sid: RequestId
  readonly relay: Relay | undefined
  /** Signs the offer, sends it, gives the door's verified answer. @throws HausrechtError `live_refused`, `link_slow` */
  answer(sdp: string): Promise<string>
  /** Resolves when the door says that it is over. */
  readonly ended: Promise<RefusalCode>
  leave(): void
}

export interface Journal {
  /** Verified against the door's key and chained, the oldest held first. Grows at both ends. */
  readonly entries: ReadonlySignal<readonly Entry[]>
  /** `behind`: still reading; `broken`: an entry does not follow, or its signature is wrong: tell the owner. */
  readonly standing: ReadonlySignal<'behind' | 'whole' | 'broken'>
  /** Is there anything before the oldest that is held? */
  readonly more: ReadonlySignal<boolean>
  older(): Promise<void>
}

/** One door, as far as this browser knows it: nothing here is wished for, everything was signed and verified. */
export interface DoorView {
  readonly id: DoorId
  readonly key: VerifyKey
  /** A name of the owner's own; "my door" when there is none. */
  readonly name: ReadonlySignal<string>
  readonly state: ReadonlySignal<StateClaims | undefined>
  /** performance.now() when the latest state was heard. */
  readonly heardAt: ReadonlySignal<number | undefined>
  readonly presence: ReadonlySignal<Presence | undefined>
  /** The door's clock less this browser's, by the latest state; ms. A phone's clock may be wrong by a day. */
  readonly ahead: ReadonlySignal<number>
  /** Newest first, of this page's life. */
  readonly notices: ReadonlySignal<readonly Notice[]>
  readonly journal: Journal
  /** Receipts of every request at this door, as they come, newest first; a few dozen. */
  readonly steps: ReadonlySignal<
    readonly { request: RequestId; step: (typeof STEPS)[number]; code?: RefusalCode; at: EpochMs }[]
  >
  /** In person, without a grant. Resolves with the first word about it, within 10 s. */
  ask(act: Exclude<Action, 'live'>): Promise<Asked>
  watch(): Promise<Watching | Extract<Asked, { ok: false }>>
  order(what: OrderClaims['what']): Promise<Asked>
  /** The list in force, as the owner signed it last; undefined: none yet. */
  readonly revocations: ReadonlySignal<RevocationClaims | undefined>
  /** Signs and says the next list. Resolves when the bridge has it; the door knows it when `state.epoch` says so. */
  revoke(edit: (list: RevocationClaims) => RevocationClaims): Promise<void>
}

export interface Http {
  /** Within the owner's session, which is opened and renewed behind this. @throws HausrechtError of the answer's code, `offline` */
  json(path: string, init?: RequestInit): Promise<unknown>
  response(path: string, init?: RequestInit): Promise<Response>
}

/** The owner's names and grants, the same on all of the owner's devices; the bridge keeps it sealed. */
export interface Book {
  readonly contents: ReadonlySignal<BookContents>
  /** `local`: not yet on the bridge. */
  readonly sync: ReadonlySignal<'synced' | 'local' | 'failed'>
  change(edit: (contents: BookContents) => BookContents): Promise<void>
  /** A person's name, or the beginning of the thumbprint. */
  nameOf(key: Thumbprint | undefined): string
}

export interface App {
  readonly key: OwnerKey
  readonly bridge: PublicJwk
  readonly bridgeId: Thumbprint
  readonly link: ReadonlySignal<'up' | 'connecting' | 'down'>
  readonly doors: ReadonlySignal<readonly DoorView[]>
  /** The door that is shown; undefined: none is paired yet. */
  readonly door: ReadonlySignal<DoorView | undefined>
  choose(door: DoorId): void
  readonly book: Book
  readonly http: Http
  /** By this browser's clock, corrected by what the doors say. */
  now(): EpochMs
  go(path: string): void
  /** A sentence at the foot of the screen, read out by screen readers. */
  tell(text: string, kind?: 'good' | 'bad'): void
}

export const AppContext = createContext<App | undefined>(undefined)

export const useApp = (): App => {
  const app = useContext(AppContext)
  if (!app) throw new HausrechtError('app_missing', 'This part of the page needs AppContext around it.')
  return app
}
