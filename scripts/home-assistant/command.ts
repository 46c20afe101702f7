// What Home Assistant says to the lock, judged before anything is asked of the door. MQTT has no time in a message: what
// lay at the broker, was said twice, or comes in the first moments after a reconnection is taken for old.

import type { Action } from '#protocol/action.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { type Millis, seconds } from '#protocol/units.ts'

/** Codes of this program's own, beside the door's and the bridge's. */
export type HomeRefusal = RefusalCode | 'retained_command' | 'stale_command' | 'unknown_command'

export interface Command {
  readonly payload: string
  readonly retain: boolean
  /** Sent once more by the broker [MQTT-3.3.1-1]. */
  readonly dup: boolean
}

export interface CommandFacts {
  /** Since the connection to the owner's broker. */
  readonly up: Millis
  /** For how long after that commands are taken for old. */
  readonly settling: Millis
  /** The last command that was asked of the door, and how long ago. */
  readonly last: { readonly act: Action; readonly ago: Millis } | undefined
  /** Is one under way? */
  readonly busy: boolean
  /** Is the door's state fresh? */
  readonly fresh: boolean
  /** What the grant allows. */
  readonly may: ReadonlySet<Action>
}

export type Verdict =
  | { readonly is: 'nothing' }
  | { readonly is: 'refused'; readonly code: HomeRefusal }
  | { readonly is: 'asked'; readonly act: 'lock' | 'unlock' }

/** Others that were cut off too send what they kept for later in these moments. */
export const SETTLING = seconds(3)
/** A second press of a button, or the same message by two ways. */
export const BETWEEN = seconds(2)

const ACTS: Readonly<Record<string, 'lock' | 'unlock'>> = { LOCK: 'lock', UNLOCK: 'unlock' }
const refused = (code: HomeRefusal): Verdict => ({ is: 'refused', code })

export const judge = ({ payload, retain, dup }: Command, facts: CommandFacts): Verdict => {
  // An empty one takes a retained one away; that is how we do it ourselves.
  if (payload === '') return { is: 'nothing' }
  if (retain) return refused('retained_command')
  const act = Object.hasOwn(ACTS, payload) ? ACTS[payload] : undefined
  if (!act) return refused('unknown_command')
  if (!facts.may.has(act)) return refused('wrong_action')
  if (dup || facts.up < facts.settling) return refused('stale_command')
  // Locking waits for nothing.
  if (facts.busy && act === 'unlock') return refused('busy')
  if (facts.last?.act === act && facts.last.ago < BETWEEN) return refused('rate_limited')
  return facts.fresh ? { is: 'asked', act } : refused('door_offline')
}
