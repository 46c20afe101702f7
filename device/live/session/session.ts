// One viewer: does what its session (reduce.ts) decides, over its connection. Holds no picture longer than it takes to
// hand it over.

import type { Clock } from '#protocol/clock.ts'
import { type FromDoor, type FromViewer, FromViewerSchema } from '#protocol/live/control.ts'
import { piecesOf, type Stream } from '#protocol/live/wire.ts'
import { type EpochMs, type Millis, millis, type RequestId } from '#protocol/units.ts'
import type { Tap, TapStream, TapUnit } from '../../camera/tap/port.ts'
import type { FromLive } from '../messages.ts'
import type { Peer, PeerListening } from '../rtc/port.ts'
import { createAllowance } from './allowance.ts'
import { mayRejoin, opening, reduce } from './reduce.ts'
import { type Over, type Session, type SessionEffect, type SessionEvent, wantsOf } from './state.ts'

type Coded = Extract<TapUnit, { stream: Stream }>
type Jpeg = Extract<TapUnit, { stream: 'jpeg' }>

export interface SessionParts {
  readonly sid: RequestId
  readonly clock: Pick<Clock, 'monotonic' | 'after'>
  /** The door's time. */
  readonly now: () => EpochMs
  readonly tap: Pick<Tap, 'replay'>
  /** A JPEG small enough for a poor path. */
  readonly still: (jpeg: Uint8Array) => Promise<Uint8Array>
  readonly tell: (message: FromLive) => void
  /** What the camera is to deliver may have changed; or the size of what goes into the tracks. */
  readonly wanted: () => void
  /** Talking is not for one session to decide. */
  readonly talk: (word: Extract<FromViewer, { say: 'talk' | 'listen' }>) => void
  /** What else a viewer is told first: sight, talk. */
  readonly greeting: () => readonly FromDoor[]
  /** The connection is closed, and nothing of it is left. */
  readonly ended: (why: Over) => void
  readonly trouble: (error: unknown) => void
}

/** A round trip beyond a house's own network. */
const FAR = millis(40)
const ROUND_TRIP_WITHIN = millis(200)
/** The library holds this much that the path did not take: no more of it, whatever the viewer acknowledges. */
const HELD_MOST = 2 * 1024 * 1024
/** Words a second, and at once after an outage, in which they were kept back. */
const WORDS = { each: 120, most: 600 }

/** Every viewer of a picture gets the same messages. */
const pieces = new WeakMap<TapUnit, readonly Uint8Array[]>()

const messagesOf = (unit: Coded): readonly Uint8Array[] => {
  const known = pieces.get(unit)
  if (known) return known
  const made = piecesOf(unit)
  pieces.set(unit, made)
  return made
}

export class ViewerSession {
  readonly sid: RequestId
  private readonly parts: SessionParts
  private session: Session
  private peer: Peer | undefined
  private readonly configs = new Map<Stream, Coded>()
  private configSent: Coded | undefined
  private readonly allowance = createAllowance(WORDS)
  private far: Promise<boolean> | undefined

  constructor(parts: SessionParts) {
    this.parts = parts
    this.sid = parts.sid
    this.session = opening(parts.clock.monotonic())
  }

  readonly listening: PeerListening = {
    open: () => {
      this.far ??= this.measure()
    },
    text: (text) => this.heard(text),
    lost: (why) => this.dispatch({ what: 'over', why }),
  }

  begin(peer: Peer): void {
    if (this.session.is === 'over') peer.close()
    else this.peer = peer
  }

  wants(): ReadonlySet<TapStream> {
    return wantsOf(this.session)
  }

  /** `poor`: on a track because the path takes no more. */
  onTrack(): 'no' | 'yes' | 'poor' {
    if (this.session.is !== 'watching' || this.session.way !== 'track') return 'no'
    return this.session.why === 'poor_path' ? 'poor' : 'yes'
  }

  say(message: FromDoor): void {
    if (this.session.is === 'watching') this.peer?.say(JSON.stringify(message))
  }

  connection(): Peer | undefined {
    return this.peer
  }

  tick(): void {
    this.dispatch({ what: 'tick', now: this.parts.clock.monotonic() })
  }

  end(why: Over): void {
    this.dispatch({ what: 'over', why })
  }

  /** A unit of the camera, as it comes. */
  take(unit: TapUnit): void {
    if (unit.stream === 'sound') return
    if (unit.stream === 'jpeg') this.dispatch({ what: 'jpeg', number: unit.number, now: this.now() }, unit)
    else if (unit.what === 'config') this.configs.set(unit.stream, unit)
    else if ((this.peer?.held() ?? 0) <= HELD_MOST) {
      const { stream, number, key } = unit
      this.dispatch({ what: 'picture', stream, number, key, bytes: unit.data.length, now: this.now() }, unit)
    }
  }

  private now(): Millis {
    return this.parts.clock.monotonic()
  }

  private async measure(): Promise<boolean> {
    const late = new Promise<undefined>((resolve) => {
      this.parts.clock.after(ROUND_TRIP_WITHIN, () => resolve(undefined))
    })
    const took = await Promise.race([this.peer?.roundTrip(), late]).catch(() => undefined)
    return took !== undefined && took > FAR
  }

  private heard(text: string): void {
    if (!this.allowance.take(this.now())) return
    const word = wordOf(text)
    if (!word) return
    if (this.session.is === 'opening' && word.say === 'hello') {
      this.far ??= this.measure()
      this.far.then((far) => this.said(word, far)).catch(this.parts.trouble)
      return
    }
    this.said(word, false)
  }

  private said(word: FromViewer, far: boolean): void {
    const isNew = this.session.is === 'opening'
    this.dispatch({ what: 'said', said: word, far, now: this.now() })
    if (this.session.is !== 'watching') return
    if (word.say === 'hello' && isNew) for (const note of this.parts.greeting()) this.say(note)
    if (word.say === 'ping') this.say({ say: 'pong', id: word.id, now: this.parts.now() })
    if (word.say === 'talk' || word.say === 'listen') this.parts.talk(word)
  }

  private dispatch(event: SessionEvent, unit?: TapUnit): void {
    const { session, effects } = reduce(this.session, event)
    if (session === this.session) return
    this.session = session
    for (const effect of effects) this.perform(effect, unit)
    if (effects.length > 0) this.parts.wanted()
  }

  private perform(effect: SessionEffect, unit: TapUnit | undefined): void {
    switch (effect.do) {
      case 'send':
        if (unit && unit.stream !== 'jpeg' && unit.stream !== 'sound') this.put(unit)
        break
      case 'still':
        if (unit?.stream === 'jpeg') this.putStill(unit)
        break
      case 'rejoin':
        this.rejoin(effect.stream)
        break
      case 'say':
        this.say(effect.say)
        break
      case 'show':
        this.peer?.show(effect.on)
        break
      case 'tell':
        this.parts.tell({ say: 'watching', sid: this.sid, way: effect.way })
        break
      case 'end':
        this.close(effect.why)
    }
  }

  private rejoin(stream: Stream): void {
    const units = this.parts.tap.replay(stream)
    const bytes = units.reduce((sum, { data }) => sum + data.length, 0)
    if (units.length > 0 && mayRejoin(this.session, bytes)) for (const unit of units) this.take(unit)
  }

  private put(unit: Coded): void {
    const config = this.configs.get(unit.stream)
    if (config && config !== this.configSent) {
      this.configSent = config
      for (const message of messagesOf(config)) this.peer?.send(message)
    }
    for (const message of messagesOf(unit)) this.peer?.send(message)
  }

  private putStill({ number, at, data }: Jpeg): void {
    const send = (jpeg: Uint8Array): void => {
      const unit = { what: 'still', stream: 'small', key: true, number, at, data: jpeg } as const
      for (const message of piecesOf(unit)) this.peer?.send(message)
    }
    this.parts.still(data).then(send).catch(this.parts.trouble)
  }

  private close(why: Over): void {
    this.peer?.close()
    this.peer = undefined
    this.parts.ended(why)
  }
}

const wordOf = (text: string): FromViewer | undefined => {
  try {
    return FromViewerSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
