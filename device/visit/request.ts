// What requests do: an allowed unlock becomes a durable intent, then an unlock; a lock goes out at once.

import { UNLOCK_LEAST, UNLOCK_MOST } from '#protocol/limits.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { type Millis, millis, type RequestId } from '#protocol/units.ts'
import type { UnlockAnswer } from '../bolt/port.ts'
import { EGRESS_BOUND, INTENT_BOUND, LOCK_BOUND, LOCKS_MOST, UNANSWERED_BOUND } from './bounds.ts'
import type { Intent } from './event.ts'
import { isLate } from './late.ts'
import type { Seen, Stage, Visit, VisitState } from './state.ts'
import { change, isLocked, journal, receipt, refuseAloud, seenOf, type Turn, visitOf } from './turn.ts'

const LAST_ID = 16_383

/** A visit whose bolt did not come home on a shut door: another request may try to free it. */
const isStuck = (state: VisitState, now: Millis): boolean => state.rig.present && isLate(state, now)

/** Is a visit under way that no other may take over? */
export const isBusy = (state: VisitState, now: Millis): boolean => {
  const { is } = state.stage
  return is === 'intending' || is === 'unlocking' || (visitOf(state) !== undefined && !isStuck(state, now))
}

/** Why an unlock cannot begin now; nothing of its grant is spent by that. */
export function obstacle(state: VisitState, intent: Intent, now: Millis): RefusalCode | undefined {
  if (isBusy(state, now)) return 'busy'
  const seen = seenOf(state)
  if (!seen) return 'rig_absent'
  if (seen.faults.includes('supply-low')) return 'supply_low'
  // At the door itself somebody sees what is wrong, and a broken sensor must not lock the owner out.
  if (intent.via === 'local') return undefined
  if (seen.leaf === 'open') return 'door_open'
  return seen.bolt === 'unknown' ? 'bolt_unknown' : undefined
}

export function allowed(turn: Turn, intent: Intent, hold: Millis): void {
  const { state, now } = turn
  const code = obstacle(state, intent, now)
  if (code) {
    const { request, via, holder, act } = intent
    refuseAloud(turn, 'refused', code, holder === undefined ? { request, via, act } : { request, via, act, holder })
    return
  }
  const bounded = millis(Math.min(UNLOCK_MOST, Math.max(UNLOCK_LEAST, Math.round(hold))))
  journal(turn, intent)
  change(turn, {
    stage: { is: 'intending', intent, hold: bounded, since: now, back: state.stage },
  })
}

export function durable(turn: Turn, request: RequestId): void {
  const { state, now } = turn
  const { stage } = state
  if (stage.is !== 'intending' || stage.intent.request !== request) return
  // A visit that got stuck is taken over: its bolt was never measured home, so it never closes.
  const stuck = 'visit' in stage.back ? stage.back.visit : undefined
  if (stuck) receipt(turn, stuck.request, 'failed', 'bolt_jammed')
  const { intent, hold, since } = stage
  const visit: Visit = {
    request,
    via: intent.via,
    since,
    opened: false,
    entered: false,
    resumed: false,
    code: undefined,
  }
  const seen = seenOf(state)
  const late = now - since > INTENT_BOUND
  if (!seen || late) {
    change(turn, { stage: fail(turn, visit, seen ? 'timed_out' : 'rig_absent', now) })
    return
  }
  const id = state.nextId
  change(turn, {
    stage: { is: 'unlocking', visit, id, hold, since: now, was: seen.bolt },
    nextId: id >= LAST_ID ? 1 : id + 1,
    stray: undefined,
  })
  turn.effects.push({ do: 'unlock', request, hold, id })
}

export function undurable(turn: Turn, request: RequestId): void {
  const { stage } = turn.state
  if (stage.is !== 'intending' || stage.intent.request !== request) return
  change(turn, { stage: stage.back })
  receipt(turn, request, 'failed', 'journal_failed')
  turn.effects.push({ do: 'signal', pattern: 'refused' })
}

export function answered(turn: Turn, id: number, answer: UnlockAnswer): void {
  const { stage } = turn.state
  if (answer.ok || stage.is !== 'unlocking' || stage.id !== id) return
  const isSettled = answer.code !== 'timed_out' && answer.code !== 'rig_absent'
  const final = isSettled ? turn.now : millis(turn.now + UNANSWERED_BOUND)
  change(turn, { stage: fail(turn, stage.visit, answer.code, final) })
}

/**
 * The unlock came to nothing; its visit still ends only when measured locked.
 * @param final until then the bolt may still move, whatever is measured
 */
export function fail(turn: Turn, visit: Visit, code: RefusalCode, final: Millis): Stage {
  const { request, via } = visit
  const told = turn.state.rig.present
  if (told) turn.effects.push({ do: 'lock' })
  refuseAloud(turn, 'failed', code, { request, via, act: 'unlock' })
  return {
    is: 'shutting',
    visit: { ...visit, code },
    since: turn.now,
    told,
    final,
    until: millis(turn.now + EGRESS_BOUND),
  }
}

export function lock(turn: Turn, intent: Intent): void {
  // Before the disk: to lock needs nobody's leave.
  if (turn.state.rig.present) turn.effects.push({ do: 'lock' })
  journal(turn, intent)
  if (turn.state.rig.present) waitForLock(turn, intent.request)
  else receipt(turn, intent.request, 'failed', 'rig_absent')
}

function waitForLock(turn: Turn, request: RequestId): void {
  const { stage, locks } = turn.state
  const dropped = locks.length >= LOCKS_MOST ? locks[0] : undefined
  if (dropped) receipt(turn, dropped.request, 'failed', 'timed_out')
  change(turn, { locks: [...locks.slice(dropped ? 1 : 0), { request, since: turn.now }] })
  if (stage.is !== 'open' && stage.is !== 'unlocking') return
  const final = stage.is === 'unlocking' ? millis(turn.now + UNANSWERED_BOUND) : turn.now
  const until = stage.is === 'open' ? stage.until : turn.now
  change(turn, { stage: { is: 'shutting', visit: stage.visit, since: turn.now, told: true, final, until } })
}

function whyNotLocked(seen: Seen | undefined): RefusalCode {
  if (!seen) return 'rig_absent'
  if (seen.leaf === 'open') return 'door_open'
  if (seen.bolt === 'jammed') return 'bolt_jammed'
  return seen.bolt === 'unknown' ? 'bolt_unknown' : 'timed_out'
}

/** Answers the lock commands that wait. @param measured is this event a reading? Only a newer one can say `locked`. */
export function settleLocks(turn: Turn, measured: boolean): void {
  const { state, now } = turn
  if (state.locks.length === 0) return
  const seen = seenOf(state)
  const done = measured && seen !== undefined && isLocked(seen)
  const over = done ? state.locks : state.locks.filter(({ since }) => now - since >= LOCK_BOUND)
  if (over.length === 0) return
  for (const { request } of over) {
    if (done) receipt(turn, request, 'locked')
    else receipt(turn, request, 'failed', whyNotLocked(seen))
  }
  change(turn, { locks: state.locks.filter((asked) => !over.includes(asked)) })
}
