// Live pictures and sound for whoever watches, as far as the owner lets them: the encodes, the masked pictures and
// the sound, and the socket they leave by. Nothing is made that nobody wants, nothing leaves while the camera is off.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { inBackground } from '../../background.ts'
import type { AccessUnit, Encoding } from '../../clips/port.ts'
import type { Sound } from '../frame.ts'
import type { Hub } from '../hub/port.ts'
import type { TapStream } from './port.ts'
import { openTapServer } from './server.ts'
import { type CodedStream, createStream } from './stream.ts'

export interface CameraTapParts {
  readonly path: string
  readonly hub: Pick<Hub, 'newest' | 'follow'>
  readonly clock: Clock
  readonly log: Logger
  /** An encode for watchers alone, from this picture on. */
  openEncoding(stream: 'full' | 'small', from: number): Encoding
  /** May the microphone be needed, or not any more? */
  soundWanted(wanted: boolean): void
}

export interface CameraTap {
  /** A clip's encode; to be used in place of the one given. */
  join(encoding: Encoding): Encoding
  /** `pictures`: the camera has power and the owner lets people watch. `sound`: and listen. */
  allow(pictures: boolean, sound: boolean): void
  /** The owner's masks are others: nothing captured until now leaves any more. */
  cut(): void
  hear(sound: Sound): void
  close(): Promise<void>
}

/** Where none could be opened: clips are made all the same. */
export const NO_CAMERA_TAP: CameraTap = {
  join: (encoding) => encoding,
  allow: () => undefined,
  cut: () => undefined,
  hear: () => undefined,
  close: () => Promise.resolve(),
}

/** @throws HausrechtError `tap_unavailable` */
export const openCameraTap = async (parts: CameraTapParts): Promise<CameraTap> => {
  const { hub, clock, log } = parts
  let wanted: ReadonlySet<TapStream> = new Set()
  let allowed = { pictures: false, sound: false }
  let stills: AbortController | undefined

  const streamOf = (stream: 'full' | 'small'): CodedStream =>
    createStream({
      ...{ hub, clock, log },
      open: (from) => parts.openEncoding(stream, from),
      tell: (unit) => server.give(named(stream)(unit)),
    })
  const streams = { full: streamOf('full'), small: streamOf('small') }

  const giveStills = async (until: AbortSignal): Promise<void> => {
    const newest = hub.newest()?.n ?? -1
    for await (const { n, at, jpeg } of hub.follow(newest + 1, until)) {
      if (!until.aborted) server.give({ stream: 'jpeg', number: n, at, data: jpeg })
    }
  }
  const stopStills = (): void => {
    stills?.abort()
    stills = undefined
  }

  const settle = (): void => {
    for (const stream of ['full', 'small'] as const) streams[stream].want(wanted.has(stream), allowed.pictures)
    if (!allowed.pictures || !wanted.has('jpeg')) stopStills()
    else if (!stills) {
      stills = new AbortController()
      inBackground(giveStills(stills.signal), log, 'single pictures are not given any more')
    }
    parts.soundWanted(allowed.sound && wanted.has('sound'))
  }

  const server = await openTapServer({
    ...{ path: parts.path, log },
    replay: (stream) => streams[stream].replay().map(named(stream)),
    wanted: (now) => {
      wanted = now
      settle()
    },
  })

  return {
    join: (encoding) => streams.full.join(encoding),
    allow: (pictures, sound) => {
      const before = allowed
      if (before.pictures === pictures && before.sound === sound) return
      allowed = { pictures, sound }
      settle()
      // A reader keeps the newest pictures for who comes later: it lets go of them when it is cut off.
      if (before.pictures && !pictures) server.sever()
    },
    cut: () => {
      server.sever()
      for (const stream of [streams.full, streams.small]) stream.cut()
    },
    hear: ({ pcm }) => {
      if (allowed.sound) server.give({ stream: 'sound', at: clock.now(), data: pcm })
    },
    close: async () => {
      // A reader may still be heard while the socket is being closed.
      allowed = { pictures: false, sound: false }
      settle()
      await server.close()
      await Promise.all([streams.full.close(), streams.small.close()])
    },
  }
}

const named = (stream: 'full' | 'small') => (unit: AccessUnit) => ({ ...unit, stream })
