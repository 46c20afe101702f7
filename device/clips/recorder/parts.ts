// What the recorder needs of the rest of the camera's process.

import type { Logger } from 'pino'
import type { ClipEnd } from '#protocol/clip/end.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import type { Clock } from '#protocol/clock.ts'
import { type Hash, millis } from '#protocol/units.ts'
import type { Hub } from '../../camera/hub/port.ts'
import type { FromCamera } from '../../camera/messages.ts'
import type { RecorderState } from '../../camera/port.ts'
import type { Encoding, Spool } from '../port.ts'

/** What the door signs for the recorder. Rejects, or never answers, when the door's process is gone. */
export type Sign = (what: { readonly head: Omit<ClipHead, 'iss'> } | { readonly end: ClipEnd }) => Promise<string>

export interface RecorderParts {
  readonly hub: Hub
  /** Encodes from the picture with this number on, or from the oldest that the hub still holds. */
  readonly openEncoding: (from: number) => Encoding
  readonly spool: Spool
  readonly clock: Clock
  /** Would a recording show anything, as the watch sees it now? */
  readonly view: () => RecorderState
  /** Who can open the clips; with nobody named nothing is recorded. */
  readonly recipients: () => readonly string[]
  /** Is sound in the film? */
  readonly sound: () => boolean
  readonly sign: Sign
  readonly journalHead: () => { readonly jn: number; readonly jh: Hash }
  readonly say: (message: Extract<FromCamera, { say: 'ended' | 'durable' | 'trouble' }>) => void
  readonly log: Logger
}

/** An answer to `begin` is given by then: the port promises 3 s. */
export const ANSWER_LIMIT = millis(2900)
/** How long the door's process may take to sign. */
export const SIGN_LIMIT = millis(2000)
/** A second's segment that is not durable after this is a stall. */
export const STALL = millis(2500)
/** An encoder that has not ended by then is left to its own supervision. */
export const STOP_LIMIT = millis(3100)
/** Occasions recorded at the same time: a visit, the one before it, an incident, motion. */
export const RUNNING_MOST = 4
/** With those whose last clip is being ended, which a full disk can keep from it. */
export const HELD_MOST = 8
/** Longest wait for the ends of all clips: the door gives the camera's process 4 s. */
export const CLOSE_LIMIT = millis(3700)
