// The door's side of the camera: a RecorderPort over the camera's process. Follows the journal for what is to be
// filmed, writes down what the camera is seen to do, signs its clips, switches its power. Heavy work is elsewhere.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import type { Happening } from '#protocol/entry.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { POSTER_CHARS } from '#protocol/limits.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { type Alarm, CAMERA_SIGHTS, type CameraSight } from '#protocol/state.ts'
import { type DoorId, type EpochMs, type Millis, millis, type RequestId, seconds } from '#protocol/units.ts'
import { inBackground } from '../../background.ts'
import type { BoltPort } from '../../bolt/port.ts'
import type { Config } from '../../config/config.ts'
import type { JournalPort, Written } from '../../journal/port.ts'
import { type FromCamera, keyOf, type Wishes } from '../messages.ts'
import type { RecorderPort, RecorderState, Visitor } from '../port.ts'
import { type Answers, createAnswers } from './answers.ts'
import type { CameraChild, ChildParts } from './child.ts'
import { createDisplay, type Display } from './display.ts'
import { createNotes, type Notes } from './notes.ts'
import { noOccasions, type OccasionEffect, type OccasionEvent, reduceOccasions } from './occasions.ts'
import { CAMERA_ALARMS, recorderState } from './sight.ts'
import { createSigning } from './signing.ts'
import { createSupply, type Supply } from './supply.ts'

const TICK = millis(250)
/** Pictures older than this show nothing of now. */
const FRESH = seconds(1)
const BEGIN_WITHIN = seconds(3)
/** A bell without a picture is better than one that comes late. */
const POSTER_WITHIN = seconds(1)
/** A process that was just started is given this long to show its first picture. */
const GRACE = seconds(15)
/** Occasions for which a clip may still be asked: a film that rolls over outlives its occasion. */
const OVER_KEPT = 64

export interface KeeperParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly clock: Clock
  /** The door's time, which is not the machine's. */
  readonly now: () => EpochMs
  readonly journal: JournalPort
  readonly bolt: Pick<BoltPort, 'listen' | 'power' | 'reading'>
  readonly config: Config
  readonly log: Logger
  openChild(parts: ChildParts): CameraChild
  /** The door's word on whose it is, for the clip service. */
  ownership(): Promise<string | undefined>
}

type Untimed = OccasionEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never

interface Seen {
  readonly sight: CameraSight
  readonly age: Millis
  readonly recording: boolean
  readonly at: Millis
}

/** The camera's process is not trusted with what the door signs: sealed text, or none. */
const posterIn = (sealed: unknown): string | undefined =>
  typeof sealed === 'string' && sealed.length <= POSTER_CHARS && /^[\w-]+$/.test(sealed) ? sealed : undefined

export class CameraKeeper implements RecorderPort {
  private readonly parts: KeeperParts
  private readonly child: CameraChild
  private readonly sign: ReturnType<typeof createSigning>
  private readonly answers: Answers<RecorderState>
  private readonly posters: Answers<string | undefined>
  private readonly display: Display
  private readonly notes: Notes
  private readonly supply: Supply
  private readonly unlisten: readonly Cancel[]
  private readonly listeners = new Set<() => void>()
  private readonly occasions = new Set<string>()
  private filming: ReturnType<typeof noOccasions>
  private seen: Seen | undefined
  private upSince: Millis
  private durable = true
  /** What the door last said of it. */
  private shown = ''

  constructor(parts: KeeperParts) {
    const { clock, journal, bolt, log, config } = parts
    this.parts = parts
    this.upSince = clock.monotonic()
    this.notes = createNotes(parts)
    this.filming = noOccasions(seconds(config.clips.postroll))
    this.display = createDisplay(journal.memory().alarms.filter((alarm) => CAMERA_ALARMS.includes(alarm)))
    this.supply = createSupply(bolt)
    // Nothing that a process began is durable for certain when it is gone.
    this.answers = createAnswers(clock, BEGIN_WITHIN, 'not_durable')
    this.posters = createAnswers(clock, POSTER_WITHIN, undefined)
    this.sign = createSigning({ ...parts, isOccasion: (key) => this.occasions.has(key) })
    this.child = parts.openChild({
      clock,
      log,
      heard: (message) => this.heard(message),
      up: () => this.up(),
      down: () => this.failAll(),
    })
    this.unlisten = [
      journal.listen((written) => this.written(written)),
      bolt.listen((event) => {
        if (event.kind === 'reading' || event.kind === 'lost') this.measure()
      }),
      clock.every(TICK, () => {
        this.occasion({ kind: 'tick' })
        this.settle()
      }),
    ]
    this.switchPower(false)
    this.resume()
  }

  state(): RecorderState {
    if (this.isOff() || this.sealTo().length === 0) return 'absent'
    if (!this.isFresh()) return 'stale'
    const state = recorderState(this.sight())
    return state === 'ready' && !this.durable ? 'not_durable' : state
  }

  async begin({ request, grant }: Visitor): Promise<RecorderState> {
    const before = this.state()
    if (before !== 'ready') return before
    const named = grant === undefined ? { request } : { request, grant }
    this.occasion({ kind: 'asked', ...named })
    // Another's visit is under way: the door says busy, or lets this one take over a visit that is stuck.
    if (this.filming.visit?.occasion.request !== request) return this.recording() ? before : 'not_durable'
    const answer = await this.answers.ask((id) =>
      this.child.send({ say: 'begin', id, occasion: { why: 'visit', ...named } }),
    )
    return answer === 'ready' ? this.state() : answer
  }

  dismiss(request: RequestId): void {
    this.occasion({ kind: 'dismissed', request })
  }

  films(request: RequestId): boolean {
    const { visit } = this.filming
    return visit?.occasion.request === request || (visit?.intended === true && this.recording())
  }

  poster(): Promise<string | undefined> {
    if (this.isOff() || !this.isFresh()) return Promise.resolve(undefined)
    return this.posters.ask((id) => this.child.send({ say: 'poster', id }))
  }

  sight(): CameraSight {
    if (this.isOff() && this.supply.powered !== true) return 'off'
    return this.seen && this.isFresh() ? this.seen.sight : 'lost'
  }

  recording(): boolean {
    return this.seen?.recording === true && this.parts.clock.monotonic() - this.seen.at <= FRESH
  }

  alarms(): readonly Alarm[] {
    return this.display.alarms
  }

  listen(changed: () => void): Cancel {
    this.listeners.add(changed)
    return () => this.listeners.delete(changed)
  }

  async close(): Promise<void> {
    for (const cancel of this.unlisten) cancel()
    this.failAll()
    await this.child.close()
  }

  private failAll(): void {
    this.answers.failAll()
    this.posters.failAll()
  }

  private isOff(): boolean {
    return this.parts.journal.memory().camera.off
  }

  private isFresh(): boolean {
    const { seen } = this
    return seen !== undefined && this.parts.clock.monotonic() - seen.at + seen.age <= FRESH
  }

  /** Nothing has gone wrong before anything could go right, unless somebody is at the door. */
  private isStarting(): boolean {
    return !this.seen && !this.filming.visit && this.parts.clock.monotonic() - this.upSince < GRACE
  }

  /** A fresh process knows nothing. */
  private up(): void {
    const { config, journal, door, clock, now } = this.parts
    const { camera, clips, data, live, log, rig } = config
    const { n, hash } = journal.head()
    this.upSince = clock.monotonic()
    this.durable = true
    this.child.send({
      say: 'start',
      config: { camera, clips, data, live, log, rig },
      door,
      jn: n,
      jh: hash,
      now: now(),
    })
    // The owner's wishes before the first picture: what is masked or off must be so from the beginning.
    const telling = this.wish(false).then(() => {
      this.measure()
      this.occasion({ kind: 'fresh' })
    })
    inBackground(telling, this.parts.log, 'the camera was not told the owner’s wishes')
  }

  private heard(message: FromCamera): void {
    const { log, journal, clock } = this.parts
    switch (message.say) {
      case 'ready':
        return
      case 'seen':
        if (!CAMERA_SIGHTS.includes(message.sight)) return
        this.seen = { sight: message.sight, age: message.age, recording: message.recording, at: clock.monotonic() }
        break
      case 'begun':
        this.answers.answer(message.id, message.state)
        return
      case 'poster':
        this.posters.answer(message.id, posterIn(message.sealed))
        return
      case 'sign':
        inBackground(
          this.sign(message).then((token) => this.child.send({ say: 'signed', id: message.id, token })),
          log,
          'no signature for the camera',
        )
        return
      case 'ended':
        if (!journal.memory().clips.includes(message.ended.clip)) return
        inBackground(journal.append({ kind: 'clip_ended', ...message.ended }), log, 'not journalled')
        return
      case 'dropped':
        this.display.dropped(clock.monotonic())
        this.write({ kind: 'footage_dropped', clip: message.clip, bytes: message.bytes })
        break
      case 'durable':
        this.durable = message.ok
        break
      case 'light':
        this.switchPower(message.infrared)
        this.measure()
        return
      case 'motion':
        if (journal.memory().camera.motion) this.occasion({ kind: 'motion' })
        return
      case 'trouble':
        log.warn({ code: message.code }, 'the camera has trouble')
        return
    }
    this.settle()
  }

  /** Follows the journal: what is in it happened. */
  private written({ what, n, hash }: Written): void {
    this.child.send({ say: 'journal', jn: n, jh: hash, now: this.parts.now() })
    switch (what.kind) {
      case 'intent': {
        if (what.act !== 'unlock') return
        const grant = what.spends.at(-1)?.grant
        this.occasion({ kind: 'intent', request: what.request, ...(grant ? { grant } : {}) })
        return
      }
      case 'closed':
        this.occasion({ kind: 'closed', request: what.request, opened: what.opened })
        return
      case 'alarm':
        this.occasion({ kind: 'alarm', alarm: what.alarm, on: what.on })
        return
      case 'paired':
      case 'camera_set':
        inBackground(this.wish(true), this.parts.log, 'the camera was not told the owner’s wishes')
        this.switchPower(this.supply.infrared)
        this.measure()
        this.settle()
        return
      case 'live_set':
        inBackground(this.wish(false), this.parts.log, 'the camera was not told who may watch')
        return
      default:
        return
    }
  }

  /** After a start: the visit that was open, and the alarms that stand, are filmed on. */
  private resume(): void {
    const { visit, alarms } = this.parts.journal.memory()
    if (visit) this.occasion({ kind: 'intent', request: visit.request })
    for (const alarm of alarms) this.occasion({ kind: 'alarm', alarm, on: true })
  }

  private occasion(event: Untimed): void {
    const turn = reduceOccasions(this.filming, { ...event, at: this.parts.clock.monotonic() })
    this.filming = turn.state
    for (const effect of turn.effects) this.perform(effect)
  }

  private perform(effect: OccasionEffect): void {
    switch (effect.do) {
      case 'begin':
        this.remember(keyOf(effect.occasion))
        this.child.send({ say: 'begin', id: 0, occasion: effect.occasion })
        return
      case 'over':
        this.child.send({ say: 'over', key: effect.key, after: effect.after })
        return
      case 'protect':
        this.child.send({ say: 'protect', key: effect.key })
        return
    }
  }

  private remember(key: string): void {
    this.occasions.delete(key)
    this.occasions.add(key)
    const [oldest] = this.occasions
    if (this.occasions.size > OVER_KEPT && oldest !== undefined) this.occasions.delete(oldest)
  }

  private sealTo(): readonly string[] {
    const { paired, camera } = this.parts.journal.memory()
    const own = paired && recipientOfKey(paired.owner)
    return own === undefined ? camera.recipients : [own, ...camera.recipients]
  }

  /** @param fresh said just now, not remembered */
  private async wish(fresh: boolean): Promise<void> {
    const ownership = await this.parts.ownership()
    // Read last: of two words on their way at once, the newer one is told whichever comes first.
    const { camera, live } = this.parts.journal.memory()
    const more = { sealTo: this.sealTo(), live: { off: live.off, talk: live.talk } }
    const wishes: Wishes = { ...camera, ...more, ...(ownership === undefined ? {} : { ownership }) }
    this.child.send({ say: 'wishes', wishes, fresh })
  }

  private switchPower(infrared: boolean): void {
    this.supply.want(this.isOff(), infrared)
  }

  private measure(): void {
    if (this.supply.measure()) this.write({ kind: 'camera_power', on: this.supply.powered === true })
    // With no rig to measure it, the camera may well have power: only pictures tell.
    const powered = !this.isOff() && this.supply.powered !== false
    const { infrared } = this.supply
    this.child.send({ say: 'rig', now: this.parts.now(), leaf: this.supply.leaf(), powered, infrared })
  }

  /** Writes down what changed since it was last written, and tells the door. */
  private settle(): void {
    const { clock, journal } = this.parts
    const request = journal.memory().visit?.request
    const facts = { now: clock.monotonic(), sight: this.sight(), recording: this.recording(), request }
    if (!this.isStarting()) for (const entry of this.display.update(facts, this.notes.room)) this.notes.append(entry)
    const shown = [facts.sight, facts.recording, ...this.display.alarms].join(' ')
    if (shown === this.shown) return
    this.shown = shown
    for (const changed of this.listeners) changed()
  }

  private write(what: Happening): void {
    if (this.notes.room(1)) this.notes.append(what)
  }
}
