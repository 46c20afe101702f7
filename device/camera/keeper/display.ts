// What the door shows of its camera: the sight and the alarms as they were last written down, and what to write when
// they change. Pure in effect: time and facts are given.

import type { Happening } from '#protocol/entry.ts'
import type { Alarm, CameraSight } from '#protocol/state.ts'
import { type Millis, millis, type RequestId, seconds } from '#protocol/units.ts'
import { alarmEntries, alarmOf, sightEntries } from './sight.ts'

/** A visit without a growing film for this long is an alarm. */
const UNRECORDED = millis(1500)
/** How long `footage_dropped` stands, which is an event and no state. */
const DROPPED_SHOWN = seconds(600)

export interface DisplayFacts {
  readonly now: Millis
  readonly sight: CameraSight
  readonly recording: boolean
  /** The visit under way. */
  readonly request: RequestId | undefined
}

export interface Display {
  readonly alarms: readonly Alarm[]
  /** Footage had to make room. */
  dropped(now: Millis): void
  /**
   * @param mayWrite may so many entries be written now? If not, what changed is shown, and written when they may
   * @returns what changed since it was last written, to be written in this order; empty when nothing did
   */
  update(facts: DisplayFacts, mayWrite: (count: number) => boolean): readonly Happening[]
}

/** @param remembered the camera's alarms that the journal says are on */
export const createDisplay = (remembered: readonly Alarm[]): Display => {
  let alarms = remembered
  let written: { readonly sight: CameraSight; readonly alarms: readonly Alarm[] } = { sight: 'clear', alarms }
  let unrecordedSince: Millis | undefined
  let droppedAt: Millis | undefined

  const alarmsOf = (facts: DisplayFacts): Alarm[] => {
    const { now } = facts
    const own = alarmOf(facts.sight)
    const due: [Alarm | undefined, boolean][] = [
      [own, true],
      ['not_recording', unrecordedSince !== undefined && now - unrecordedSince >= UNRECORDED],
      ['footage_dropped', droppedAt !== undefined && now - droppedAt < DROPPED_SHOWN],
    ]
    return due.flatMap(([alarm, is]) => (alarm !== undefined && is ? [alarm] : []))
  }

  return {
    get alarms() {
      return alarms
    },
    dropped: (now) => {
      droppedAt = now
    },
    update: (facts, mayWrite) => {
      const { now, sight, request, recording } = facts
      const isFilmed = request === undefined || sight === 'off' || recording
      unrecordedSince = isFilmed ? undefined : (unrecordedSince ?? now)
      alarms = alarmsOf(facts)
      const entries = [...sightEntries(written.sight, sight), ...alarmEntries(written.alarms, alarms, request)]
      if (entries.length === 0 || !mayWrite(entries.length)) return []
      written = { sight, alarms }
      return entries
    },
  }
}
