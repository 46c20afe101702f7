// What a door says of itself when all is well: locked, shut, watched, its clock known.

import type { StateClaims } from '#protocol/state.ts'
import type { DoorId, EpochMs, Hash } from '#protocol/units.ts'

export const calmState = (door: DoorId, at: EpochMs, more: Partial<StateClaims> = {}): StateClaims => ({
  v: 1,
  iss: door,
  at,
  bolt: 'home',
  leaf: 'shut',
  visit: false,
  camera: 'clear',
  recording: false,
  viewers: 0,
  alarms: [],
  epoch: 0,
  clock: 'trusted',
  jn: 1,
  jh: 'h'.repeat(43) as Hash,
  version: '0.1.0',
  ...more,
})
