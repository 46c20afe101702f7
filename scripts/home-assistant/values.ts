// The door's signed, measured state as the values of its entities. What is not known is said to be not known.

import { ALARM_NAMES } from '#protocol/names.ts'
import type { Bolt, Leaf, StateClaims } from '#protocol/state.ts'
import type { Language } from '#protocol/text.ts'

/** Home Assistant's word for a value that is not known. */
export const UNKNOWN = 'None'

export type LockValue = 'LOCKED' | 'UNLOCKED' | 'LOCKING' | 'UNLOCKING' | 'JAMMED' | typeof UNKNOWN

/** Values of the entities that the state tells of. */
export interface StateValues {
  readonly lock: LockValue
  readonly leaf: string
  readonly camera: string
  readonly recording: string
  readonly supply: string
  readonly alarm: string
}

const onOff = (on: boolean): string => (on ? 'ON' : 'OFF')
const leafValue = (leaf: Leaf): string => (leaf === 'unknown' ? UNKNOWN : onOff(leaf === 'open'))

/** @param before what was shown until now: a bolt on its way comes from there */
const lockValue = (bolt: Bolt, before: LockValue): LockValue => {
  switch (bolt) {
    case 'home':
      return 'LOCKED'
    case 'out':
      return 'UNLOCKED'
    case 'jammed':
      return 'JAMMED'
    case 'unknown':
      return UNKNOWN
    case 'between':
      if (before === 'LOCKED' || before === 'UNLOCKING') return 'UNLOCKING'
      return before === 'UNLOCKED' || before === 'LOCKING' ? 'LOCKING' : UNKNOWN
  }
}

/** @param state undefined while there is no fresh one */
export const valuesOf = (state: StateClaims | undefined, before: LockValue): StateValues =>
  state
    ? {
        lock: lockValue(state.bolt, before),
        leaf: leafValue(state.leaf),
        camera: state.camera,
        recording: onOff(state.recording),
        supply: onOff(state.alarms.includes('supply_low')),
        alarm: onOff(state.alarms.length > 0),
      }
    : { lock: UNKNOWN, leaf: UNKNOWN, camera: UNKNOWN, recording: UNKNOWN, supply: UNKNOWN, alarm: UNKNOWN }

/** Which alarms, by code and in words. */
export const alarmsMore = (state: StateClaims | undefined, language: Language): string =>
  JSON.stringify({
    codes: state?.alarms ?? [],
    texts: (state?.alarms ?? []).map((alarm) => ALARM_NAMES[alarm][language]),
  })
