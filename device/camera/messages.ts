// What the door's process and the camera's say to each other, over the channel between parent and child. The
// camera never has the door's key: it asks for the two things the door signs for it.

import type { CameraSettings } from '#protocol/camera.ts'
import type { ClipEnd } from '#protocol/clip/end.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import type { ClipReason } from '#protocol/clip/reason.ts'
import type { LiveSettings } from '#protocol/live/settings.ts'
import type { CameraSight, Leaf } from '#protocol/state.ts'
import type { ClipId, DoorId, EpochMs, Hash, Millis } from '#protocol/units.ts'
import type { EndedClip, Occasion } from '../clips/port.ts'
import type { Config } from '../config/config.ts'
import type { RecorderState } from './port.ts'

/** Settings that the owner's orders and the journal decide; sent at the start and at each change. */
export interface Wishes extends CameraSettings {
  /** All recipients: the owner's own, where it has one, and those of the order. Empty: nothing can be recorded. */
  readonly sealTo: readonly string[]
  /** May people watch, and may they listen? */
  readonly live: Pick<LiveSettings, 'off' | 'talk'>
  /** The door's ownership token, for the clip service. */
  readonly ownership?: string
}

/** Parent to camera. */
export type ToCamera =
  /** First of all, and once. */
  | {
      readonly say: 'start'
      readonly config: Pick<Config, 'camera' | 'clips' | 'data' | 'live' | 'log' | 'rig'>
      readonly door: DoorId
      readonly jn: number
      readonly jh: Hash
      /** The door's time, here and below: what it is now. */
      readonly now: EpochMs
    }
  /** `fresh`: said just now. The owner then also means: the camera looks where it should. */
  | { readonly say: 'wishes'; readonly wishes: Wishes; readonly fresh: boolean }
  /** Begin a clip, or take part in the one that runs for the same request. */
  | { readonly say: 'begin'; readonly id: number; readonly occasion: Occasion }
  /** The occasion is over: end its clip after the post-roll (0 for a visit that did not come about). */
  | { readonly say: 'over'; readonly key: string; readonly after: Millis }
  /** The clip of this occasion shows an incident: it makes room last. */
  | { readonly say: 'protect'; readonly key: string }
  /** Head of the journal, whenever it moves. */
  | { readonly say: 'journal'; readonly jn: number; readonly jh: Hash; readonly now: EpochMs }
  /** For the drawn scene and for the night light: what the rig measures. */
  | {
      readonly say: 'rig'
      readonly now: EpochMs
      readonly leaf: Leaf
      readonly powered: boolean
      readonly infrared: boolean
    }
  | { readonly say: 'signed'; readonly id: number; readonly token: string }
  /** A small picture of now, sealed to the owner; answered by `poster`. */
  | { readonly say: 'poster'; readonly id: number }
  | { readonly say: 'end' }

/** Camera to parent. */
export type FromCamera =
  | { readonly say: 'ready' }
  /** Several times a second while pictures arrive; silence means trouble. */
  | {
      readonly say: 'seen'
      readonly sight: CameraSight
      /** Age of the newest picture when this was sent. */
      readonly age: Millis
      readonly recording: boolean
    }
  | { readonly say: 'begun'; readonly id: number; readonly state: RecorderState }
  /** Please sign; answered by `signed`. Nothing else is ever signed for the camera. */
  | { readonly say: 'sign'; readonly id: number; readonly head: Omit<ClipHead, 'iss'> }
  | { readonly say: 'sign'; readonly id: number; readonly end: ClipEnd }
  /** base64url; nothing when there is no picture, or none that fits. */
  | { readonly say: 'poster'; readonly id: number; readonly sealed?: string }
  | { readonly say: 'ended'; readonly ended: EndedClip }
  | { readonly say: 'dropped'; readonly clip: ClipId; readonly bytes: number }
  /** Nothing can be made durable (or it can again). */
  | { readonly say: 'durable'; readonly ok: boolean }
  | { readonly say: 'light'; readonly infrared: boolean }
  | { readonly say: 'motion' }
  | { readonly say: 'trouble'; readonly code: string }

/** What tells occasions apart: a visit's request, or `incident` / `motion`. */
export const keyOf = ({ why, request }: { readonly why: ClipReason; readonly request?: string | undefined }): string =>
  request ?? why
