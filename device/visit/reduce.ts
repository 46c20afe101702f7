// The visit's machine: everything that happens at the door once a decision is made. Pure; holds no time, no rig.
// Laws: no unlock without an allowed event whose intent was durable before; a visit closes only when the door is
// measured shut and the bolt measured home; the same state object when nothing changed.

import type { Alarm } from '#protocol/state.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { DOOR_ALARMS, settleAlarms } from './alarms.ts'
import { EGRESS_BOUND } from './bounds.ts'
import { fullBucket } from './bucket.ts'
import type { Effect } from './effect.ts'
import type { VisitEvent } from './event.ts'
import { connected, lost, measured } from './measure.ts'
import { allowed, answered, durable, lock, settleLocks, undurable } from './request.ts'
import { step } from './stage.ts'
import type { Remembered, Stage, VisitState } from './state.ts'
import type { Turn } from './turn.ts'
import { isSameView, viewOf } from './view.ts'

/**
 * Where a program starts: nothing measured, no rig. A visit of the life before goes on, and is never unlocked again.
 * @param at monotonic milliseconds
 * @param firstId 1..16383; id of the first unlock, best a random one
 */
export function start(at: Millis, { visit, alarms }: Remembered, firstId: number): VisitState {
  const stage: Stage = visit
    ? {
        is: 'shutting',
        visit: {
          request: visit.request,
          via: visit.via,
          since: millis(at - visit.age),
          opened: visit.opened,
          entered: false,
          resumed: true,
          code: undefined,
        },
        since: at,
        told: false,
        final: at,
        until: millis(at + EGRESS_BOUND),
      }
    : { is: 'unseen' }
  const own: readonly Alarm[] = DOOR_ALARMS
  return {
    stage,
    rig: { present: false, since: at, why: undefined },
    forced: alarms.includes('forced_entry'),
    again: alarms.includes('second_entry') ? visit?.request : undefined,
    stray: undefined,
    egressAt: undefined,
    leafOpenSince: undefined,
    alarms: own
      .filter((alarm) => alarms.includes(alarm))
      .map((alarm) => ({ alarm, request: visit?.request, goneSince: undefined })),
    locks: [],
    written: { bolt: undefined, leaf: undefined },
    bucket: fullBucket(at),
    nextId: firstId,
  }
}

/** What follows from one event. Effects are to be done in order. */
export function reduce(
  state: VisitState,
  event: VisitEvent,
): { readonly state: VisitState; readonly effects: readonly Effect[] } {
  const turn: Turn = { now: event.at, state, effects: [] }
  hear(turn, event)
  let before: VisitState
  do {
    before = turn.state
    step(turn)
  } while (turn.state !== before)
  settleLocks(turn, event.kind === 'reading')
  settleAlarms(turn)
  if (!isSameView(viewOf(state), viewOf(turn.state))) turn.effects.push({ do: 'publish' })
  return turn
}

function hear(turn: Turn, event: VisitEvent): void {
  switch (event.kind) {
    case 'allowed':
      allowed(turn, event.intent, event.hold)
      return
    case 'durable':
      durable(turn, event.request)
      return
    case 'undurable':
      undurable(turn, event.request)
      return
    case 'answered':
      answered(turn, event.id, event.answer)
      return
    case 'lock':
      lock(turn, event.intent)
      return
    case 'connected':
      connected(turn, event.firmware)
      return
    case 'lost':
      lost(turn, event.why, event.misfit)
      return
    case 'reading':
      measured(turn, event.reading)
      return
    case 'tick':
      return
  }
}
