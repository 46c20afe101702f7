// Which stage follows from what is measured and from time gone by. One step; `reduce` repeats it until it rests.

import { LIMITS } from '#hardware/contract/rig.ts'
import { type Millis, millis } from '#protocol/units.ts'
import {
  BY_HAND_BOUND,
  EGRESS_BOUND,
  EGRESS_EXPLAINS,
  RELOCK_SLACK,
  SECOND_ENTRY_WITHIN,
  UNLOCK_BOUND,
} from './bounds.ts'
import { fail } from './request.ts'
import type { Ended, Seen, Stage, Visit } from './state.ts'
import { change, isLocked, journal, receipt, seenOf, type Turn } from './turn.ts'

type In<Is extends Stage['is']> = Extract<Stage, { is: Is }>

const lasted = (visit: Visit, now: Millis): Millis => millis(Math.max(0, Math.round(now - visit.since)))

/** Takes at most one step; the state stays the same object when there is none to take. */
export function step(turn: Turn): void {
  judgeStray(turn)
  const stage = follow(turn, turn.state.stage, seenOf(turn.state))
  if (stage !== turn.state.stage) change(turn, { stage })
}

function follow(turn: Turn, stage: Stage, seen: Seen | undefined): Stage {
  switch (stage.is) {
    case 'unseen':
      if (!seen) return stage
      return isLocked(seen) ? rest(turn, undefined) : begin(turn, seen, undefined)
    case 'idle':
      return seen && !isLocked(seen) ? begin(turn, seen, stage) : stage
    case 'intending':
      return intending(turn, stage, seen)
    case 'unlocking':
      return unlocking(turn, stage, seen)
    case 'open':
      return open(turn, stage, seen)
    case 'entered':
      return entered(turn, stage, seen)
    case 'shutting':
      return shutting(turn, stage, seen)
  }
}

/** While the journal writes, the door goes on as it was: a break-in does not wait for the disk. */
function intending(turn: Turn, stage: In<'intending'>, seen: Seen | undefined): Stage {
  const back = follow(turn, stage.back, seen)
  return back === stage.back ? stage : { ...stage, back }
}

/** Not locked, and no request asked for it: a way out, a movement of the rig's own, or a break-in. */
function begin(turn: Turn, seen: Seen, from: In<'idle'> | undefined): Stage {
  const { now } = turn
  const leaves = explained(turn)
  if (from && !leaves && isForce(seen)) force(turn, from.last)
  else if (from && !leaves) change(turn, { stray: { last: from.last } })
  if (seen.leaf === 'open') return { is: 'entered', visit: undefined, since: now }
  const bound = leaves ? EGRESS_BOUND : turn.state.forced ? BY_HAND_BOUND : 0
  return { is: 'open', visit: undefined, until: millis(now + bound) }
}

/** It left home by a little: the inside button explains it after all, or it turns out to be more than a little. */
function judgeStray(turn: Turn): void {
  const { stray, stage } = turn.state
  const seen = seenOf(turn.state)
  if (!stray || !seen) return
  const leaves = explained(turn)
  if (leaves) change(turn, { stray: undefined })
  else if (isForce(seen)) force(turn, stray.last)
  else return
  const bound = leaves ? EGRESS_BOUND : BY_HAND_BOUND
  if (stage.is === 'open') change(turn, { stage: { ...stage, until: millis(turn.now + bound) } })
}

const explained = ({ state, now }: Turn): boolean =>
  state.egressAt !== undefined && now - state.egressAt < EGRESS_EXPLAINS

/** After a start of its own the rig drives a bolt home that it finds out: that is no break-in while the door is shut. */
const isForce = (seen: Seen): boolean =>
  seen.leaf === 'open' || (seen.bolt === 'out' && seen.moved !== 'boot' && seen.moved !== 'brown-out')

function force(turn: Turn, last: Ended | undefined): void {
  const again = last && turn.now - last.at < SECOND_ENTRY_WITHIN ? last.request : undefined
  change(turn, { forced: true, stray: undefined, again })
}

function unlocking(turn: Turn, stage: In<'unlocking'>, seen: Seen | undefined): Stage {
  const { now } = turn
  const { visit, id, was, since, hold } = stage
  if (seen?.bolt === 'out' && (seen.unlockId === id || was !== 'out')) {
    return { is: 'open', visit: opened(turn, visit), until: millis(now + hold) }
  }
  // No position can be had, yet the door stands open: somebody is in.
  if (seen?.bolt === 'unknown' && seen.leaf === 'open') return enter(turn, visit)
  const isStale = was === 'jammed' && now - since < LIMITS.TRAVEL_TIMEOUT_MS
  if (seen?.bolt === 'jammed' && !isStale) return fail(turn, visit, 'bolt_jammed', now)
  if (now - since < UNLOCK_BOUND) return stage
  return fail(turn, visit, seen?.bolt === 'unknown' ? 'bolt_unknown' : 'timed_out', now)
}

function opened(turn: Turn, visit: Visit): Visit {
  journal(turn, { kind: 'opened', request: visit.request, after: lasted(visit, turn.now) })
  receipt(turn, visit.request, 'opened')
  turn.effects.push({ do: 'signal', pattern: 'ok' })
  return { ...visit, opened: true }
}

function enter(turn: Turn, visit: Visit | undefined): Stage {
  return { is: 'entered', visit: visit && { ...visit, entered: true }, since: turn.now }
}

function open(turn: Turn, stage: In<'open'>, seen: Seen | undefined): Stage {
  const { visit, until } = stage
  if (seen && isLocked(seen)) return rest(turn, visit)
  if (seen?.leaf === 'open') return enter(turn, visit)
  if (turn.now - until < RELOCK_SLACK) return stage
  return { is: 'shutting', visit, since: turn.now, told: false, final: turn.now, until: turn.now }
}

/** An unlock that was given up, or that a crash came after, did move the bolt after all. */
function opensLate(visit: Visit | undefined, seen: Seen): visit is Visit {
  if (!visit || visit.opened || seen.bolt !== 'out') return false
  return seen.unlockId !== 0 || (visit.resumed && seen.moved !== 'egress')
}

function entered(turn: Turn, stage: In<'entered'>, seen: Seen | undefined): Stage {
  if (!seen) return stage
  if (opensLate(stage.visit, seen)) return { ...stage, visit: opened(turn, stage.visit) }
  if (seen.leaf !== 'shut') return stage
  const until = millis(turn.now + EGRESS_BOUND)
  return { is: 'shutting', visit: stage.visit, since: turn.now, told: false, final: turn.now, until }
}

function shutting(turn: Turn, stage: In<'shutting'>, seen: Seen | undefined): Stage {
  const { visit, told, final } = stage
  if (!seen) return stage
  if (seen.leaf === 'open') {
    if (visit?.entered) change(turn, { again: visit.request })
    return enter(turn, visit)
  }
  if (isLocked(seen)) return turn.now >= final ? rest(turn, visit) : stage
  if (opensLate(visit, seen)) return { ...stage, visit: opened(turn, visit) }
  if (told) return stage
  turn.effects.push({ do: 'lock' })
  return { ...stage, told: true }
}

/** Measured locked: what was under way is over. */
function rest(turn: Turn, visit: Visit | undefined): Stage {
  const { now } = turn
  if (visit) close(turn, visit)
  const egressAt = seenOf(turn.state)?.egress ? turn.state.egressAt : undefined
  change(turn, { forced: false, stray: undefined, again: undefined, egressAt })
  return { is: 'idle', last: visit && { request: visit.request, at: now } }
}

function close(turn: Turn, visit: Visit): void {
  const { request, opened, entered } = visit
  const code = opened ? visit.code : (visit.code ?? 'timed_out')
  const what = { kind: 'closed' as const, request, opened, entered, lasted: lasted(visit, turn.now) }
  journal(turn, code === undefined ? what : { ...what, code })
  if (opened) receipt(turn, request, 'closed')
  // Its holder was told already when it failed in this life of the program.
  else if (visit.code === undefined) receipt(turn, request, 'failed', code)
}
