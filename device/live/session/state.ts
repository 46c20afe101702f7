// One viewer's session as data: what it can show, what it gets, how its path does.

import type { FromDoor, FromViewer, Way } from '#protocol/live/control.ts'
import type { Stream } from '#protocol/live/wire.ts'
import type { Millis } from '#protocol/units.ts'
import type { TapStream } from '../../camera/tap/port.ts'
import type { Flow } from '../sending/flow.ts'
import type { Ladder } from '../sending/ladder.ts'

export type Over = 'left' | 'silent' | 'told' | 'fault'
type Why = Extract<FromDoor, { say: 'way' }>['why']

export interface Watching {
  readonly is: 'watching'
  readonly ways: readonly Way[]
  readonly wish: Way | 'auto'
  /** How pictures come, as the viewer was told. */
  readonly way: Way
  /** Of the channel: what was sent last, and what shall be sent from its next key frame on. */
  readonly sending: Stream | undefined
  readonly next: Stream | undefined
  /** Why `next` is what it is. */
  readonly why: Why
  readonly ladder: Ladder
  readonly flow: Flow
  /** The viewer's newest word. */
  readonly heard: Millis
  /** When the last still picture went out. */
  readonly still: Millis | undefined
  /** When a viewer who lost its thread was last given a whole group. */
  readonly lost: Millis | undefined
}

export type Session =
  /** From the answer to the viewer's `hello`. */
  { readonly is: 'opening'; readonly since: Millis } | Watching | { readonly is: 'over'; readonly why: Over }

export type SessionEvent =
  /** `far`: the round trip is long. */
  | { readonly what: 'said'; readonly said: FromViewer; readonly far: boolean; readonly now: Millis }
  | {
      readonly what: 'picture'
      readonly stream: Stream
      readonly number: number
      readonly bytes: number
      readonly key: boolean
      readonly now: Millis
    }
  /** A masked JPEG is there. */
  | { readonly what: 'jpeg'; readonly number: number; readonly now: Millis }
  | { readonly what: 'tick'; readonly now: Millis }
  | { readonly what: 'over'; readonly why: Over }

export type SessionEffect =
  /** The picture of the event. */
  | { readonly do: 'send' }
  /** The JPEG of the event, as a still picture. */
  | { readonly do: 'still' }
  /** The current group of pictures, if there is one that `mayRejoin` lets through. */
  | { readonly do: 'rejoin'; readonly stream: Stream }
  | { readonly do: 'say'; readonly say: FromDoor }
  /** Pictures into the track, or no more. */
  | { readonly do: 'show'; readonly on: boolean }
  /** The way changed, for whoever counts. */
  | { readonly do: 'tell'; readonly way: Way }
  | { readonly do: 'end'; readonly why: Over }

export interface Step {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

const NOTHING: ReadonlySet<TapStream> = new Set()
/** Most begin with it, and an encode takes about as long to begin as a connection. */
const AT_FIRST: ReadonlySet<TapStream> = new Set(['full'])

/** What the session needs of the camera. */
export const wantsOf = (session: Session): ReadonlySet<TapStream> => {
  if (session.is !== 'watching') return session.is === 'opening' ? AT_FIRST : NOTHING
  const { way, sending, next } = session
  const streams = [way === 'channel' ? sending : undefined, next].filter((stream) => stream !== undefined)
  return new Set<TapStream>(way === 'channel' ? streams : ['jpeg', ...streams])
}
