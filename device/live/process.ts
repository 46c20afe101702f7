// What the live process is made of: sessions, the camera's tap, the tracks' pictures, talking. Wires them; each decides
// for itself.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { FromDoor } from '#protocol/live/control.ts'
import { type EpochMs, type Millis, millis, type RequestId, seconds } from '#protocol/units.ts'
import { createDoorTime } from '../camera/door-time.ts'
import { scaled } from '../camera/picture/picture.ts'
import type { Tap, TapUnit } from '../camera/tap/port.ts'
import type { FromLive, ToLive } from './messages.ts'
import type { Rtc } from './rtc/port.ts'
import { ViewerSession } from './session/session.ts'
import { createSpeaker } from './talk/speaker.ts'
import { createTalk } from './talk/talk.ts'
import { createFeed } from './track/feed.ts'

type Start = Extract<ToLive, { say: 'start' }>

export interface LiveParts {
  readonly start: Start
  readonly clock: Clock
  readonly log: Logger
  readonly tap: Tap
  readonly rtc: Rtc
  readonly tell: (message: FromLive) => void
  /** Of this process: for whoever decides that it is time for a fresh one. */
  readonly weight: () => { readonly rss: number; readonly threads: number }
}

export interface LiveProcess {
  hear(message: ToLive): void
  close(): void
}

const TICK = millis(250)
/** Pixels across: of a still picture, and of a track on a path that takes no more. */
const SMALL = 640
const TRACK_WIDEST = 1280
/** Whoever was allowed has offered and is connected by then, or does not come. */
const EXPECTED_FOR = seconds(5)
/** As long as the door's journal needs to have room again. */
const HUSHED_FOR = seconds(30)

class Live implements LiveProcess {
  private readonly parts: LiveParts
  private readonly time
  private readonly talk
  private readonly feed
  private readonly sessions = new Map<RequestId, ViewerSession>()
  private readonly hushed = new Map<RequestId, Millis>()
  private sight: Extract<FromDoor, { say: 'sight' }> = { say: 'sight', sight: 'lost', recording: false }
  private expected: Cancel | undefined
  private served = 0
  private readonly began
  private readonly cancels: Cancel[]

  constructor(parts: LiveParts) {
    const { start, clock, log, tap, rtc, tell } = parts
    this.parts = parts
    this.time = createDoorTime(clock, start.now)
    this.began = clock.monotonic()
    this.talk = createTalk({
      clock,
      tell,
      talkers: () => this.sessions.values(),
      speaker: createSpeaker({ device: start.config.live.speaker, clock, log }),
      wanted: () => this.wanted(),
    })
    this.feed = createFeed({
      width: () => (this.all('poor') ? SMALL : TRACK_WIDEST),
      put: (picture, { number, at }) => {
        rtc.picture(picture)
        for (const session of this.sessions.values()) {
          if (session.onTrack() !== 'no') session.say({ say: 'picture', number, at })
        }
      },
      trouble: (error) => log.debug({ err: error }, 'a picture for the tracks is broken'),
    })
    this.cancels = [tap.listen((unit) => this.take(unit)), clock.every(TICK, () => this.tick())]
  }

  hear(message: ToLive): void {
    switch (message.say) {
      case 'start':
      case 'quit':
        return
      case 'expect':
        this.expect()
        return
      case 'offer':
        this.open(message)
        return
      case 'end':
        this.sessions.get(message.sid)?.end('told')
        return
      case 'talk':
        this.talk.allow(message.allowed && this.canTalk())
        return
      case 'hush':
        // Of one that is over there is nothing to keep.
        if (!this.sessions.has(message.sid)) return
        this.hushed.set(message.sid, this.parts.clock.monotonic())
        this.talk.leave(message.sid)
        return
      case 'sight':
        this.look(message)
    }
  }

  close(): void {
    for (const cancel of this.cancels) cancel()
    this.expected?.()
    for (const session of [...this.sessions.values()]) session.end('told')
    this.parts.tap.close()
  }

  private canTalk(): boolean {
    const { speaker, microphone } = this.parts.start.config.live
    return speaker !== '' || microphone !== ''
  }

  private isHushed(sid: RequestId): boolean {
    const since = this.hushed.get(sid)
    return since !== undefined && this.parts.clock.monotonic() - since < HUSHED_FOR
  }

  private look({ sight, recording, now }: Extract<ToLive, { say: 'sight' }>): void {
    this.time.told(now)
    this.sight = { say: 'sight', sight, recording }
    for (const session of this.sessions.values()) session.say(this.sight)
  }

  /** An encode takes as long to begin as a connection: both at once. */
  private expect(): void {
    this.expected?.()
    this.expected = this.parts.clock.after(EXPECTED_FOR, () => {
      this.expected = undefined
      this.wanted()
    })
    this.wanted()
  }

  private open({ sid, sdp, relay, relayOnly }: Extract<ToLive, { say: 'offer' }>): void {
    const { start, tell, rtc } = this.parts
    if (this.sessions.has(sid)) return
    if (this.sessions.size >= start.config.live.viewers) {
      tell({ say: 'failed', sid, why: 'full' })
      return
    }
    const session = this.sessionOf(sid)
    this.sessions.set(sid, session)
    this.wanted()
    rtc.open({ sdp, relayOnly, ...(relay === undefined ? {} : { relay }) }, session.listening).then(
      (peer) => {
        session.begin(peer)
        if (this.sessions.has(sid)) tell({ say: 'answer', sid, sdp: peer.answer })
      },
      (error: unknown) => this.failed(sid, error),
    )
  }

  private failed(sid: RequestId, error: unknown): void {
    const isOffer = error instanceof HausrechtError && error.code === 'live_offer'
    this.parts.log.warn({ err: error, sid }, 'an offer came to nothing')
    // Not by its own end: the door hears one word for one session.
    if (this.sessions.delete(sid)) this.parts.tell({ say: 'failed', sid, why: isOffer ? 'offer' : 'fault' })
    this.wanted()
    this.idle()
  }

  private sessionOf(sid: RequestId): ViewerSession {
    const { clock, tap, tell, log } = this.parts
    return new ViewerSession({
      sid,
      clock,
      tap,
      tell,
      now: (): EpochMs => this.time.now(),
      still: (jpeg) => scaled(jpeg, SMALL),
      wanted: () => this.wanted(),
      talk: (word) => {
        if (!word.on || !this.isHushed(sid)) this.talk.word(sid, word)
      },
      greeting: () => [this.sight, this.talk.view(sid)],
      ended: (why) => {
        this.talk.leave(sid)
        this.hushed.delete(sid)
        this.served += 1
        if (this.sessions.delete(sid)) tell({ say: 'ended', sid, why })
        this.wanted()
        this.idle()
      },
      trouble: (error) => log.debug({ err: error, sid }, 'a session has trouble'),
    })
  }

  private take(unit: TapUnit): void {
    if (unit.stream === 'sound') this.talk.hear(unit.data)
    if (unit.stream === 'jpeg' && this.all('track')) this.feed(unit)
    for (const session of [...this.sessions.values()]) session.take(unit)
  }

  /** Is anybody on a track; and because of a poor path? */
  private all(what: 'track' | 'poor'): boolean {
    return [...this.sessions.values()].some((session) =>
      what === 'poor' ? session.onTrack() === 'poor' : session.onTrack() !== 'no',
    )
  }

  private wanted(): void {
    const streams = new Set([...this.sessions.values()].flatMap((session) => [...session.wants()]))
    if (this.expected) streams.add('full')
    if (this.talk.isHeard()) streams.add('sound')
    this.parts.tap.want(streams)
  }

  private tick(): void {
    for (const session of [...this.sessions.values()]) session.tick()
    this.talk.tick()
  }

  private idle(): void {
    if (this.sessions.size > 0) return
    const up = millis(Math.round(this.parts.clock.monotonic() - this.began))
    this.parts.tell({ say: 'idle', sessions: this.served, ...this.parts.weight(), up })
  }
}

export const openLive = (parts: LiveParts): LiveProcess => new Live(parts)
