// One session with the door: asks, offers, and tells what comes of it. It draws nothing and decides nothing about
// beginning anew.

import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { CONTROL_CHARS, type FromDoor, FromDoorSchema, type FromViewer, type Way } from '#protocol/live/control.ts'
import { createGathering, type Unit } from '#protocol/live/wire.ts'
import { REFUSALS, type RefusalCode } from '#protocol/refusals.ts'
import type { EpochMs, Millis } from '#protocol/units.ts'
import type { Watching } from '../core/app.ts'
import { createDecoding } from './decoding.ts'
import type { PictureId } from './freshness.ts'
import { closePeer, offerOf, openPeer, type Peer } from './peer.ts'
import { type Ask, type EndCode, isAllowed } from './port.ts'
import { createPulse, type Pulse } from './pulse.ts'

/** What can be put on a canvas; closed by whoever takes it. */
export type Drawable = VideoFrame | ImageBitmap

export interface SessionEvents {
  /** Any word from the door. */
  heard(): void
  /** `behind`: a newer one is about to come. */
  picture(drawable: Drawable, id: PictureId, behind: boolean): void
  said(word: Exclude<FromDoor, { say: 'pong' }>): void
  /** What was known of the door's clock is not so any more. */
  clockSet(): void
  refused(code: EndCode): void
  lost(): void
  over(code: RefusalCode): void
}

export interface Session {
  door(): EpochMs | undefined
  trip(): Millis | undefined
  /** By the page's monotonic clock; undefined: not connected yet. */
  heardAt(): Millis | undefined
  /** Nothing that was measured or sent before counts. */
  forgetTime(): void
  say(word: FromViewer): void
  /** undefined before it is connected. */
  readonly peer: Peer | undefined
  close(): void
}

export interface SessionParts {
  readonly clock: Clock
  readonly ask: Ask
  readonly ways: Promise<readonly Way[]>
  readonly events: SessionEvents
}

const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code)

const codeOf = (error: unknown): EndCode => {
  const code = error instanceof HausrechtError ? error.code : 'live_unavailable'
  if (code === 'link_down' || code === 'link_slow' || isRefusal(code)) return code
  return 'live_unavailable'
}

const wordOf = (data: unknown): FromDoor | undefined => {
  if (typeof data !== 'string' || data.length > CONTROL_CHARS) return undefined
  try {
    const parsed = FromDoorSchema.safeParse(JSON.parse(data))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

export const openSession = ({ clock, ask, ways, events }: SessionParts): Session => {
  let watching: Watching | undefined
  let peer: Peer | undefined
  let pulse: Pulse | undefined
  let heardAt: Millis | undefined
  let closed = false

  const isClosed = (): boolean => closed
  const say = (word: FromViewer): void => {
    if (peer?.control.readyState === 'open') peer.control.send(JSON.stringify(word))
  }
  const heard = (): void => {
    heardAt = clock.monotonic()
    events.heard()
  }
  const decoding = createDecoding(clock, {
    picture: (frame, id, behind) => {
      say({ say: 'ack', number: id.number })
      events.picture(frame, id, behind)
    },
    wantKey: () => say({ say: 'key' }),
    broken: async () => {
      const lesser = (await ways).filter((way) => way !== 'channel')
      say({ say: 'hello', ways: lesser })
    },
  })

  const still = async ({ data, number, at }: Unit): Promise<void> => {
    try {
      const bitmap = await createImageBitmap(new Blob([data.slice()], { type: 'image/jpeg' }))
      if (closed) bitmap.close()
      else events.picture(bitmap, { number, at }, false)
    } catch {
      // A picture that cannot be read is none: the next one comes.
    }
    say({ say: 'ack', number })
  }

  const listenToControl = (control: RTCDataChannel): void => {
    control.onmessage = ({ data }: MessageEvent<unknown>) => {
      const word = wordOf(data)
      if (!word || closed) return
      if (word.say === 'pong') pulse?.pong(word.id, word.now)
      else events.said(word)
      heard()
    }
    control.onopen = async () => {
      heard()
      say({ say: 'hello', ways: [...(await ways)] })
      if (closed) return
      pulse = createPulse(
        clock,
        (id) => say({ say: 'ping', id }),
        () => events.clockSet(),
      )
    }
  }

  const listenToVideo = (video: RTCDataChannel): void => {
    const gather = createGathering()
    video.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (closed || !(data instanceof ArrayBuffer)) return
      const unit = gather(data)
      if (unit?.what === 'still') still(unit).catch(() => undefined)
      else if (unit) decoding.take(unit)
      heard()
    }
  }

  const connect = (made: Peer): void => {
    peer = made
    const gone = (): void => {
      if (!closed && peer === made) events.lost()
    }
    made.connection.onconnectionstatechange = () => {
      if (made.connection.connectionState === 'failed' || made.connection.connectionState === 'closed') gone()
    }
    made.control.onclose = gone
    listenToControl(made.control)
    listenToVideo(made.video)
  }

  /** The offer is made while the door is still deciding; only a relay makes another one necessary. */
  const prepare = async (relay: Watching['relay']): Promise<string> => {
    const made = openPeer(relay)
    if (peer) closePeer(peer)
    connect(made)
    return offerOf(made, clock, relay !== undefined)
  }

  const open = async (): Promise<void> => {
    const early = prepare(undefined)
    // It fails when the session is closed meanwhile, and then what was allowed must be given back all the same.
    early.catch(() => undefined)
    const answer = await ask()
    if (closed) {
      if (isAllowed(answer)) answer.leave()
      return
    }
    if (!isAllowed(answer)) {
      events.refused(answer.code)
      return
    }
    watching = answer
    answer.ended.then(
      (code) => {
        if (!closed) events.over(code)
      },
      () => undefined,
    )
    const offer = answer.relay ? await prepare(answer.relay) : await early
    const sdp = await answer.answer(offer)
    if (!isClosed()) await peer?.connection.setRemoteDescription({ type: 'answer', sdp })
  }

  const close = (): void => {
    if (closed) return
    closed = true
    pulse?.stop()
    decoding.close()
    if (peer) closePeer(peer)
    watching?.leave()
  }

  open().catch((error: unknown) => {
    if (!closed) events.refused(codeOf(error))
  })

  return {
    door: () => pulse?.door(),
    trip: () => pulse?.trip(),
    heardAt: () => heardAt,
    forgetTime: () => pulse?.forget(),
    say,
    get peer() {
      return peer
    },
    close,
  }
}
