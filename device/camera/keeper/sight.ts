// What the camera is seen to do, as the door's journal and alarms tell it. Pure.

import type { Happening } from '#protocol/entry.ts'
import type { Alarm, CameraSight } from '#protocol/state.ts'
import type { RequestId } from '#protocol/units.ts'
import type { RecorderState } from '../port.ts'

const ALARM_OF: Partial<Record<CameraSight, Alarm>> = {
  lost: 'camera_lost',
  frozen: 'camera_frozen',
  covered: 'camera_covered',
  blinded: 'camera_blinded',
  turned: 'camera_turned',
}

/** The camera's own alarms; the others belong to the visit, the clock and the keypad. */
export const CAMERA_ALARMS: readonly Alarm[] = [...Object.values(ALARM_OF), 'not_recording', 'footage_dropped']

const RECORDER_STATE: Record<CameraSight, RecorderState> = {
  absent: 'absent',
  off: 'absent',
  lost: 'stale',
  frozen: 'stale',
  covered: 'covered',
  blinded: 'covered',
  turned: 'covered',
  // A dark hall is no cover: with the infrared light broken, the courier still has to get in.
  dark: 'ready',
  clear: 'ready',
}
export const recorderState = (sight: CameraSight): RecorderState => RECORDER_STATE[sight]

/** Which of the camera's alarms a sight means. */
export const alarmOf = (sight: CameraSight): Alarm | undefined => ALARM_OF[sight]

const isNews = (sight: CameraSight): boolean => sight !== 'clear' && sight !== 'absent'

/** What to write down when one sight gives way to another. */
export const sightEntries = (before: CameraSight, after: CameraSight): Happening[] => {
  if (before === after) return []
  const entry = (sight: CameraSight, on: boolean): Happening[] => (isNews(sight) ? [{ kind: 'camera', sight, on }] : [])
  return [...entry(before, false), ...entry(after, true)]
}

/** What to write down when some alarms give way to others. */
export const alarmEntries = (
  before: readonly Alarm[],
  after: readonly Alarm[],
  request: RequestId | undefined,
): Happening[] => {
  const entry = (alarm: Alarm, on: boolean): Happening =>
    request === undefined ? { kind: 'alarm', alarm, on } : { kind: 'alarm', alarm, on, request }
  return [
    ...before.filter((alarm) => !after.includes(alarm)).map((alarm) => entry(alarm, false)),
    ...after.filter((alarm) => !before.includes(alarm)).map((alarm) => entry(alarm, true)),
  ]
}
