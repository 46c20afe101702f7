// What the door needs of the camera. It lives in a process of its own, so that the lock does not die with it.

import type { Cancel } from '#protocol/clock.ts'
import type { Recorder } from '#protocol/decide.ts'
import type { Alarm, CameraSight } from '#protocol/state.ts'
import type { GrantId, RequestId } from '#protocol/units.ts'

/** A visit about to begin. */
export interface Visitor {
  readonly request: RequestId
  /** The holder's own grant; absent for the owner in person and for a PIN. */
  readonly grant?: GrantId
}

export type RecorderState = Exclude<Recorder, 'unseen'>

export interface RecorderPort {
  /** Would a recording show anything, measured now: frames at most a second old and the view free? */
  state(): RecorderState
  /**
   * Begins this visit's clip. Answers `ready` once its first segment survives a power cut, else what is missing;
   * within 3 s. A visit that then does not come about is ended by `dismiss`.
   */
  begin(visitor: Visitor): Promise<RecorderState>
  dismiss(request: RequestId): void
  /** Is the door being filmed for this request, or for the visit that it would take over? To be asked at the last moment. */
  films(request: RequestId): boolean
  /** A small picture of now for the owner alone: sealed, base64url. Undefined when there is none within a second. */
  poster(): Promise<string | undefined>
  /** For the door's signed state. */
  sight(): CameraSight
  recording(): boolean
  alarms(): readonly Alarm[]
  /** Calls when one of the three changed. */
  listen(changed: () => void): Cancel
  close(): Promise<void>
}

/** A door without a camera: every grant with `rec` is refused as `recorder_absent`. */
export const NO_CAMERA: RecorderPort = {
  state: () => 'absent',
  begin: () => Promise.resolve('absent'),
  dismiss: () => undefined,
  films: () => false,
  poster: () => Promise.resolve(undefined),
  sight: () => 'absent',
  recording: () => false,
  alarms: () => [],
  listen: () => () => undefined,
  close: () => Promise.resolve(),
}
