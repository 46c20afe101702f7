// What the bridge must remember, as the smallest set of books. Asynchronous, so that a store elsewhere can stand in
// for the one on disk. Whatever is promised to be durable survives a kill -9 and a power cut once it has resolved.
// No key, no name, no address is kept here: thumbprints, signed tokens, times, and where an owner's browser is told.

import type { Binding } from '#protocol/decide.ts'
import type { Head } from '#protocol/entry.ts'
import type { Action } from '#protocol/grant.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { PushMessage, PushTarget, PushWishes } from '#protocol/push.ts'
import type { STEPS } from '#protocol/receipt.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { DoorId, EpochMs, EpochSeconds, GrantId, Hash, RequestId, Thumbprint } from '#protocol/units.ts'

/** Whose door it is: the door's own signed word and what was read from it. */
export interface Ownership {
  readonly token: string
  /** The door's key, which the token carries: verifies its journal and state. */
  readonly doorKey: PublicJwk
  readonly owner: Thumbprint
  readonly ownerKey: PublicJwk
}

export interface DoorRecord {
  readonly door: DoorId
  readonly ownership: Ownership
  readonly firstSeen: EpochMs
  readonly lastSeen: EpochMs
  /** From the journal: the owner's switch against opening from afar. */
  readonly remoteOff: boolean
  /** Highest revocation epoch seen in an owner-signed grant. */
  readonly epochSeen: number
}

/** What went with a door that was forgotten. */
export interface Forgotten {
  /** Its owner's sealed book: there was one, and it was the owner's last door. */
  readonly book: boolean
}

export interface DoorBook {
  get(door: DoorId): Promise<DoorRecord | undefined>
  all(): Promise<readonly DoorRecord[]>
  ownedBy(owner: Thumbprint): Promise<readonly DoorRecord[]>
  /**
   * Durable. Another owner than before: the former one's revocation list, epoch and switch are forgotten, and what
   * waits to be told of the door.
   */
  own(door: DoorId, ownership: Ownership, at: EpochMs): Promise<void>
  /** Moves `lastSeen` on; need not be durable. */
  seen(door: DoorId, at: EpochMs): Promise<void>
  /** Durable; only grows. */
  sawEpoch(door: DoorId, epoch: number): Promise<void>
  /**
   * Durable. Its list, its journal, what waits to be told of it; of an owner of no other door browsers and book, too.
   * Spent ids, uses and bindings stay as long as they would: who knew them must gain nothing.
   * @returns undefined when there was no such door
   */
  forget(door: DoorId): Promise<Forgotten | undefined>
}

export interface RevocationRecord {
  readonly door: DoorId
  readonly token: string
  readonly epoch: number
}

export interface RevocationBook {
  get(door: DoorId): Promise<RevocationRecord | undefined>
  /** For putting them back on their topics after a restart. */
  all(): Promise<readonly RevocationRecord[]>
  /** Durable. @returns false, and nothing changed, unless the epoch is above the known one and the door is known */
  replace(record: RevocationRecord): Promise<boolean>
}

export interface SpentBook {
  /**
   * Atomic and durable: one-time ids of connect tokens and the like.
   * @param key whose id it is, so that nobody spends somebody else's
   * @param until forgotten after this; the caller refuses what is older by its date
   * @returns false when it was spent already
   */
  spend(key: Thumbprint, id: string, until: EpochMs): Promise<boolean>
}

/** A use that an admission reserves; `most` is the grant's limit, if it has one. */
export interface Reservation {
  readonly grant: GrantId
  readonly exp: EpochSeconds
  readonly most?: number
}

export interface AdmissionRecord {
  readonly request: RequestId
  readonly door: DoorId
  readonly holder: Thumbprint
  readonly act: Action
  readonly spends: readonly Reservation[]
  readonly binds: readonly Binding[]
  readonly at: EpochMs
  /** The reserved uses count until then, unless the journal shows the intent or a receipt says no. */
  readonly reservedUntil: EpochMs
  /** The proof's id is remembered at least until then. */
  readonly spentUntil: EpochMs
}

export type Step = (typeof STEPS)[number]

/** A request that was admitted and is not over. */
export interface Outstanding {
  readonly request: RequestId
  readonly door: DoorId
  readonly holder: Thumbprint
  readonly act: Action
  readonly at: EpochMs
  /** The last step heard of; undefined: no answer yet. */
  readonly step: Step | undefined
}

/** What `decide` asks about grants of one door. */
export interface Standing {
  /** Openings: intents in the journal and reservations in force. */
  readonly uses: ReadonlyMap<GrantId, number>
  readonly bound: ReadonlyMap<GrantId, Thumbprint>
  readonly spent: boolean
}

export interface RequestBook {
  /** Facts for one decision: uses and bindings of these grants, and whether this request was admitted before. */
  standing(door: DoorId, request: RequestId, grants: readonly GrantId[], now: EpochMs): Promise<Standing>
  /**
   * Spends the proof's id, reserves the uses, binds the links and notes the request: all or nothing, in one
   * transaction and one fsync. Checks again what could have changed since `standing`.
   * @returns `replayed`, `used_up` or `link_already_bound`, with nothing changed; undefined when admitted and durable
   */
  admit(admission: AdmissionRecord): Promise<Refused | undefined>
  /** Durable; first wins. @returns whose the link is from now on: `binding.to`, or the key that came before */
  bind(door: DoorId, binding: Binding): Promise<Thumbprint>
  /** A receipt came, or the door never had it. `refused` and `failed` give back reserved uses, never those in the journal. */
  answer(door: DoorId, request: RequestId, step: Step, at: EpochMs): Promise<void>
  /** Admitted requests that are not over, oldest first: `closed`, `refused`, `failed` and `allowed` end one, `locked` one to lock. */
  outstanding(door?: DoorId): Promise<readonly Outstanding[]>
}

/** A line as it is kept; its signature and place in the chain were checked. */
export interface JournalLine {
  readonly n: number
  readonly hash: Hash
  readonly at: EpochMs
  readonly kind: string
  readonly line: string
}

/** What a batch of lines means for the other books; written in the same transaction. */
export interface JournalFold {
  readonly uses: readonly { readonly request: RequestId; readonly grant: GrantId; readonly exp: EpochSeconds }[]
  readonly binds: readonly Binding[]
  readonly answers: readonly { readonly request: RequestId; readonly step: Step; readonly at: EpochMs }[]
  readonly remoteOff?: boolean
}

export const FINDINGS = ['gap', 'fork', 'cut'] as const
/** Something wrong with a door's journal, kept for good. */
export interface Finding {
  readonly door: DoorId
  readonly kind: (typeof FINDINGS)[number]
  /** Where: the entry number concerned. */
  readonly n: number
  /** The hash that does not fit ours, if one was shown. */
  readonly hash: Hash | undefined
  readonly at: EpochMs
  /** The other line of a fork: both are kept. */
  readonly line: string | undefined
}

export interface JournalBook {
  /** @returns undefined when no line of the door is held */
  head(door: DoorId): Promise<Head | undefined>
  /**
   * Durable. Adds lines that follow `after`.
   * @returns false, and nothing changed, when the head is not `after` any more
   */
  keep(door: DoorId, after: Head | undefined, lines: readonly JournalLine[], fold: JournalFold): Promise<boolean>
  /** Lines `from` on, at most `most` of them and about `maxBytes` bytes (one line at least). */
  read(door: DoorId, from: number, most: number, maxBytes: number): Promise<readonly JournalLine[]>
  /** The latest line of a kind. */
  last(door: DoorId, kind: string): Promise<JournalLine | undefined>
  /** Durable. @returns false when exactly this was found before, or the door has had its share */
  find(finding: Finding): Promise<boolean>
  findings(door: DoorId): Promise<readonly Finding[]>
}

export interface SettingBook {
  get(name: string): Promise<string | undefined>
  /** Durable. */
  set(name: string, value: string): Promise<void>
}

/** A browser that an owner wants told. */
export interface Subscription {
  readonly owner: Thumbprint
  readonly target: PushTarget
  readonly wishes: PushWishes
  readonly at: EpochMs
}

export interface SubscriptionBook {
  of(owner: Thumbprint): Promise<readonly Subscription[]>
  /** Durable; one for each owner and endpoint. @returns false, and nothing changed, when the owner has `most` others */
  put(subscription: Subscription, most: number): Promise<boolean>
  /** Durable; with it goes what waits for it. @returns whether it was there */
  remove(owner: Thumbprint, endpoint: string): Promise<boolean>
}

/** A message that a push service has not taken yet. */
export interface WaitingPush {
  readonly id: string
  readonly owner: Thumbprint
  readonly endpoint: string
  /** One of the same topic takes its place. */
  readonly topic: string
  readonly message: PushMessage
  readonly at: EpochMs
  /** Worth nothing after this. */
  readonly until: EpochMs
}

export interface WaitingPushes {
  /** Oldest first. */
  readonly whole: readonly WaitingPush[]
  /** Ids of what cannot be read: damaged, or of another version of the bridge. */
  readonly unreadable: readonly string[]
}

export interface WaitingPushBook {
  /** Durable. What waits for the same browser with the same topic goes. */
  put(waiting: readonly WaitingPush[]): Promise<void>
  all(): Promise<WaitingPushes>
  /** Durable. */
  remove(id: string): Promise<void>
}

/** An owner's book of names and grants, sealed: nobody here can read it. */
export interface OwnersBook {
  readonly sealed: Uint8Array<ArrayBuffer>
  /** Of the sealed bytes. */
  readonly hash: Hash
}

export interface OwnersBookShelf {
  get(owner: Thumbprint): Promise<OwnersBook | undefined>
  /**
   * Durable and atomic.
   * @param replaces the one that is known to be there; undefined: there is none yet
   * @returns false, and nothing changed, when something else is there
   */
  put(owner: Thumbprint, book: OwnersBook, replaces: Hash | undefined): Promise<boolean>
  /** Durable. */
  remove(owner: Thumbprint): Promise<void>
}

export interface StorePort {
  readonly doors: DoorBook
  readonly revocations: RevocationBook
  readonly spent: SpentBook
  readonly requests: RequestBook
  readonly journals: JournalBook
  readonly settings: SettingBook
  readonly ownersBooks: OwnersBookShelf
  readonly subscriptions: SubscriptionBook
  readonly waitingPushes: WaitingPushBook
  /** Resolves when the store answers. @throws HausrechtError `store_failed` */
  ping(): Promise<void>
  /** Forgets what can matter no more (ids, reservations, bindings, requests and push messages past their time). @returns rows removed */
  sweep(now: EpochMs): Promise<number>
  close(): Promise<void>
}
