// One event's worth of work: the state so far and the effects so far. Lives only inside `reduce`.

import type { Happening } from '#protocol/entry.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { Millis, RequestId } from '#protocol/units.ts'
import { take } from './bucket.ts'
import type { Effect, Step } from './effect.ts'
import type { Seen, Visit, VisitState } from './state.ts'

export interface Turn {
  readonly now: Millis
  /** Replaced, never changed; stays the same object while nothing changes. */
  state: VisitState
  readonly effects: Effect[]
}

export const change = (turn: Turn, part: Partial<VisitState>): void => {
  turn.state = { ...turn.state, ...part }
}

export const journal = (turn: Turn, what: Happening): void => {
  turn.effects.push({ do: 'journal', what })
}

/** Writes what a flickering sensor could repeat without end; false: not now. */
export const journalBounded = (turn: Turn, what: Happening): boolean => {
  const { ok, bucket } = take(turn.state.bucket, turn.now)
  if (!ok) return false
  change(turn, { bucket })
  journal(turn, what)
  if (bucket.closed) journal(turn, { kind: 'oddity', what: 'the rig flickers: some of its changes are not written' })
  return true
}

export const receipt = (turn: Turn, request: RequestId, step: Step, code?: RefusalCode): void => {
  turn.effects.push(code === undefined ? { do: 'receipt', request, step } : { do: 'receipt', request, step, code })
}

/** The newest reading of a rig that is there. */
export const seenOf = ({ rig }: VisitState): Seen | undefined => (rig.present ? rig.seen : undefined)

/** What "locked" means: the bolt measured home in a door measured shut. */
export const isLocked = (seen: Seen): boolean => seen.bolt === 'home' && seen.leaf === 'shut'

/** The visit under way, once its intent is durable. */
export const visitOf = ({ stage }: VisitState): Visit | undefined => ('visit' in stage ? stage.visit : undefined)

/** A refused or failed attempt: written down, told to its holder, heard at the door. */
export const refuseAloud = (
  turn: Turn,
  step: 'refused' | 'failed',
  code: RefusalCode,
  of: Omit<Extract<Happening, { kind: 'refused' }>, 'kind' | 'code'> & { readonly request: RequestId },
): void => {
  journal(turn, { kind: 'refused', code, ...of })
  receipt(turn, of.request, step, code)
  turn.effects.push({ do: 'signal', pattern: 'refused' })
}
