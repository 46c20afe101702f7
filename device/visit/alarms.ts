// Which alarms follow from a state, and what is said when one begins or ends.

import { ALARMS, type Alarm } from '#protocol/state.ts'
import type { Millis, RequestId } from '#protocol/units.ts'
import { ALARM_CLEARS_AFTER, LEFT_OPEN_BOUND, RIG_AWAY_BOUND } from './bounds.ts'
import { isLate } from './late.ts'
import type { AlarmOn, Seen, VisitState } from './state.ts'
import { change, journal, type Turn, visitOf } from './turn.ts'

/** The machine's own alarms; the others of the table belong to the clock and the keypad. */
export const DOOR_ALARMS = [
  'forced_entry',
  'second_entry',
  'left_open',
  'relock_late',
  'rig_lost',
  'jammed',
  'sensor_fault',
  'reed_implausible',
  'supply_low',
  'rig_outdated',
  'rig_wrong',
] as const satisfies readonly Alarm[]
type DoorAlarm = (typeof DOOR_ALARMS)[number]

/** What the buzzer is for: somebody at the door can do something about it. */
const LOUD: readonly Alarm[] = ['forced_entry', 'second_entry', 'left_open', 'relock_late', 'jammed']

function ofSensor(state: VisitState, seen: Seen): boolean {
  const { faults, bolt, leaf } = seen
  if (bolt === 'unknown' || faults.includes('position-range')) return true
  const strike = state.rig.present && state.rig.strike
  // A strike lets go while the door still stands open: with a visit or a way out that is its ordinary work.
  if (strike && leaf === 'open' && !state.forced) return false
  return faults.includes('contradiction') || (bolt === 'home' && leaf === 'open')
}

function ofReading(alarm: DoorAlarm, state: VisitState, seen: Seen): boolean {
  const { bolt, faults } = seen
  switch (alarm) {
    case 'jammed':
      return bolt === 'jammed' || faults.includes('jam')
    case 'sensor_fault':
      return ofSensor(state, seen)
    case 'reed_implausible':
      return faults.includes('reed-suspect')
    case 'supply_low':
      return faults.includes('supply-low')
    default:
      return false
  }
}

function isDue(alarm: DoorAlarm, state: VisitState, now: Millis): boolean {
  const { stage, rig, leafOpenSince } = state
  switch (alarm) {
    case 'forced_entry':
      return state.forced
    case 'second_entry':
      return state.again !== undefined
    case 'left_open':
      return leafOpenSince !== undefined && now - leafOpenSince >= LEFT_OPEN_BOUND
    case 'relock_late':
      return isLate(state, now)
    case 'rig_lost':
      if (rig.present) return false
      return (
        now - rig.since >= RIG_AWAY_BOUND || (rig.why !== undefined && stage.is !== 'idle' && stage.is !== 'unseen')
      )
    case 'rig_outdated':
      return !rig.present && rig.misfit === 'outdated'
    case 'rig_wrong':
      return !rig.present && rig.misfit === 'wrong_board'
    default:
      if (!rig.present || !rig.seen) return state.alarms.some((on) => on.alarm === alarm)
      return ofReading(alarm, state, rig.seen)
  }
}

const say = (turn: Turn, alarm: Alarm, on: boolean, request: RequestId | undefined): void =>
  journal(turn, request === undefined ? { kind: 'alarm', alarm, on } : { kind: 'alarm', alarm, on, request })

/** One alarm after this event: begun, going on, about to end, ended. */
function settle(turn: Turn, alarm: DoorAlarm, on: AlarmOn | undefined): AlarmOn | undefined {
  const { state, now } = turn
  if (isDue(alarm, state, now)) {
    if (on) return on.goneSince === undefined ? on : { ...on, goneSince: undefined }
    const request = alarm === 'second_entry' ? state.again : visitOf(state)?.request
    say(turn, alarm, true, request)
    return { alarm, request, goneSince: undefined }
  }
  if (!on) return undefined
  if (on.goneSince === undefined) return { ...on, goneSince: now }
  if (now - on.goneSince < ALARM_CLEARS_AFTER) return on
  say(turn, alarm, false, on.request)
  return undefined
}

const isLoud = (state: VisitState): boolean => state.alarms.some(({ alarm }) => LOUD.includes(alarm))

export function settleAlarms(turn: Turn): void {
  const before = turn.state
  const after = DOOR_ALARMS.flatMap((alarm) => {
    const on = settle(
      turn,
      alarm,
      before.alarms.find((one) => one.alarm === alarm),
    )
    return on ? [on] : []
  })
  if (after.length === before.alarms.length && after.every((on, at) => on === before.alarms[at])) return
  change(turn, { alarms: after })
  if (isLoud(before) !== isLoud(turn.state))
    turn.effects.push({ do: 'signal', pattern: isLoud(before) ? 'off' : 'alarm' })
}

/** In the table's order, as a signed state shows them. */
export const alarmsOf = (state: VisitState): readonly Alarm[] =>
  ALARMS.filter((alarm) => state.alarms.some((on) => on.alarm === alarm))
