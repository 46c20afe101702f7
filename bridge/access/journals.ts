// A door's journal comes in: handed to the intake, which stores before anything is acknowledged; what it finds is told
// to the owner, and the door is told how far the bridge has it.

import type { Head } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import type { JournalHead, Notice } from '#protocol/notice.ts'
import type { Refused } from '#protocol/refusals.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Verdict } from '../broker/port.ts'
import type { Peer } from '../connection/peer.ts'
import type { Desk } from './desk.ts'
import type { Door } from './door.ts'

/** What became of a batch of lines. */
export interface TakenIn {
  readonly ok: true
  readonly head: Head | undefined
  /** The door must send again from behind the head. */
  readonly again: boolean
  readonly notices: readonly { readonly notice: Notice['notice']; readonly detail: string }[]
  readonly remoteOff: boolean | undefined
}

export interface Intake {
  /** Durable when it resolves. */
  take(door: DoorId, key: VerifyKey, lines: string): Promise<TakenIn | Refused>
  head(door: DoorId): Promise<Head | undefined>
}

export const takeJournal = async (desk: Desk, door: Door, text: string): Promise<Verdict> => {
  const taken = await desk.intake.take(door.id, await door.key(), text)
  if (!taken.ok) return taken
  if (taken.remoteOff !== undefined) door.remoteOff = taken.remoteOff
  for (const { notice, detail } of taken.notices) desk.notices.post(door.id, notice, detail)
  if (taken.again && door.peer) sayHead(desk, door.peer, door.id, taken.head)
  return 'forward'
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
