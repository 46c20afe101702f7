// A door's journal comes in: handed to the intake, which stores before anything is acknowledged; what it finds is told
// to the owner, and the door is told how far the bridge has it.

import type { Happening, Head } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import type { JournalHead, Notice } from '#protocol/notice.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { StateClaims } from '#protocol/state.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type DoorId, type EpochMs, later, millis, minutes } from '#protocol/units.ts'
import type { Verdict } from '../broker/port.ts'
import type { Peer } from '../connection/peer.ts'
import type { Desk } from './desk.ts'
import type { Door } from './door.ts'

/** What the owner must hear. */
export interface Told {
  readonly notice: Notice['notice']
  readonly detail: string
}

export interface Fresh {
  readonly at: EpochMs
  readonly what: Happening
}

/** What became of a batch of lines. */
export interface TakenIn {
  readonly ok: true
  readonly head: Head | undefined
  /** The door must send again from behind the head. */
  readonly again: boolean
  readonly notices: readonly Told[]
  /** What was not known before, as far as this bridge has words for it; of the present owner's time alone. */
  readonly fresh: readonly Fresh[]
  readonly remoteOff: boolean | undefined
}

export interface Intake {
  /** Durable when it resolves. */
  take(door: DoorId, key: VerifyKey, lines: string): Promise<TakenIn | Refused>
  head(door: DoorId): Promise<Head | undefined>
  /**
   * The door's signed state names the end of its journal.
   * @param at when the door says it was so
   * @returns what the owner must hear: it ends before ours, or has another entry there
   */
  shown(door: DoorId, head: Head, at: EpochMs): Promise<readonly Told[]>
  /** Doors whose shown entries are late in coming, each once. */
  late(): Promise<readonly { readonly door: DoorId; readonly told: Told }[]>
}

/**
 * A door that is new here, or was forgotten and comes back, brings its whole journal: what is older than this when it is
 * first seen is kept, and nobody is told anew.
 */
const FORETOLD = minutes(10)

export const takeJournal = async (desk: Desk, door: Door, text: string): Promise<Verdict> => {
  const taken = await desk.intake.take(door.id, await door.key(), text)
  if (!taken.ok) return taken
  if (taken.remoteOff !== undefined) door.remoteOff = taken.remoteOff
  tell(desk, door.id, taken.notices)
  const from = later(door.firstSeen, millis(-FORETOLD))
  for (const { at, what } of taken.fresh) {
    if (at < from) continue
    const holder = 'request' in what && what.request ? desk.requesters.of(what.request) : undefined
    desk.push.see(door.owner, { kind: 'entry', door: door.id, at, what, holder })
  }
  if (taken.again && door.peer) sayHead(desk, door.peer, door.id, taken.head)
  return 'forward'
}

const tell = (desk: Desk, door: DoorId, found: readonly Told[]): void => {
  for (const { notice, detail } of found) desk.notices.post(door, notice, detail)
}

/** The door's state names the end of its journal: does it fit ours? */
export const compareHead = async (desk: Desk, { iss, jn, jh, at }: StateClaims): Promise<void> => {
  tell(desk, iss, await desk.intake.shown(iss, { n: jn, hash: jh }, at))
}

/** Asked every few seconds: whose entries should have come by now? */
export const tellLate = async (desk: Desk): Promise<void> => {
  for (const { door, told } of await desk.intake.late()) tell(desk, door, [told])
}

/** The door asked to hear how far the bridge has its journal. */
export const tellHead = async (desk: Desk, peer: Peer): Promise<void> => {
  const door = desk.doors.get(peer.key)
  sayHead(desk, peer, peer.key as DoorId, door && (await desk.intake.head(door.id)))
}

const sayHead = (desk: Desk, peer: Peer, door: DoorId, head: Head | undefined): void => {
  const text: JournalHead = head ? { v: 1, n: head.n, hash: head.hash } : { v: 1, n: -1 }
  desk.broker().tell(peer, writeTopic('journalHead', { door }), JSON.stringify(text))
}
