// Who speaks through the rig, one at a time, and who listens. Pure.

import type { FromDoor } from '#protocol/live/control.ts'
import { type Millis, minutes, type RequestId } from '#protocol/units.ts'

export interface Floor {
  /** The owner's switch and the rig's parts. */
  readonly allowed: boolean
  readonly speaker: { readonly sid: RequestId; readonly since: Millis } | undefined
  readonly listeners: ReadonlySet<RequestId>
}

/** A button that is stuck, or a phone in a pocket. */
const SPEAK_MOST = minutes(1)

export const QUIET: Floor = { allowed: false, speaker: undefined, listeners: new Set() }

export const allow = (floor: Floor, allowed: boolean): Floor => {
  if (floor.allowed === allowed) return floor
  return allowed ? { ...floor, allowed } : QUIET
}

/** Pressed; nothing happens while somebody else speaks. */
export const press = (floor: Floor, sid: RequestId, now: Millis): Floor =>
  floor.allowed && floor.speaker === undefined ? { ...floor, speaker: { sid, since: now } } : floor

export const release = (floor: Floor, sid: RequestId): Floor =>
  floor.speaker?.sid === sid ? { ...floor, speaker: undefined } : floor

export const listen = (floor: Floor, sid: RequestId, on: boolean): Floor => {
  if (floor.listeners.has(sid) === on || (on && !floor.allowed)) return floor
  const others = [...floor.listeners].filter((other) => other !== sid)
  return { ...floor, listeners: new Set(on ? [...others, sid] : others) }
}

/** The session is over. */
export const leave = (floor: Floor, sid: RequestId): Floor => listen(release(floor, sid), sid, false)

export const pass = (floor: Floor, now: Millis): Floor =>
  floor.speaker !== undefined && now - floor.speaker.since > SPEAK_MOST ? { ...floor, speaker: undefined } : floor

export const viewOf = (floor: Floor, sid: RequestId): Extract<FromDoor, { say: 'talk' }> => ({
  say: 'talk',
  allowed: floor.allowed,
  speaking: floor.speaker?.sid === sid,
  listening: floor.listeners.has(sid),
  busy: floor.speaker !== undefined && floor.speaker.sid !== sid,
})
