// The door's side of the camera: a RecorderPort over the camera's process. Follows the journal for what is to be
// filmed, writes down what the camera is seen to do, signs its clips, switches its power. Heavy work is elsewhere.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { type Alarm, CAMERA_SIGHTS, type CameraSight } from '#protocol/state.ts'
import { type DoorId, type Millis, millis, type RequestId, seconds } from '#protocol/units.ts'
import { inBackground } from '../../background.ts'
import type { BoltPort } from '../../bolt/port.ts'
import type { Config } from '../../config/config.ts'
import type { JournalPort, Written } from '../../journal/port.ts'
import { fullBucket, take } from '../../visit/bucket.ts'
import { type FromCamera, keyOf, type Wishes } from '../messages.ts'
import type { RecorderPort, RecorderState, Visitor } from '../port.ts'
import type { CameraChild, ChildParts } from './child.ts'
import { noOccasions, type OccasionEffect, type OccasionEvent, reduceOccasions } from './occasions.ts'
import { alarmEntries, alarmOf, CAMERA_ALARMS, recorderState, sightEntries } from './sight.ts'
import { createSigning, placeOf } from './signing.ts'

const TICK = millis(250)
/** Pictures older than this show nothing of now. */
const FRESH = seconds(1)
const BEGIN_WITHIN = seconds(3)
/** A process that was just started is given this long to show its first picture. */
const GRACE = seconds(15)
/** A visit without a growing film for this long is an alarm. */
const UNRECORDED = millis(1500)
/** How long `footage_dropped` stands, which is an event and no state. */
const DROPPED_SHOWN = seconds(600)
/** A clip may be asked for this long after its occasion was over: the rest of a film that rolls over. */
const OVER_KEPT = 64
const RAIL_ON = 4000

export interface KeeperParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly clock: Clock
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

export class CameraKeeper implements RecorderPort {
  private readonly parts: KeeperParts
  private readonly child: CameraChild
  private readonly sign: ReturnType<typeof createSigning>
  private readonly unlisten: readonly Cancel[]
  private readonly listeners = new Set<() => void>()
  private readonly asked = new Map<number, (state: RecorderState) => void>()
  private readonly occasions = new Set<string>()
  private filming: ReturnType<typeof noOccasions>
  private seen: Seen | undefined
  private upSince: Millis
  private durable = true
  private powered: boolean | undefined
  private infrared = false
  private droppedAt: Millis | undefined
  private unrecordedSince: Millis | undefined
  private shownSight: CameraSight = 'clear'
  private shownAlarms: readonly Alarm[]
  private entries
  private lastId = 0

  constructor(parts: KeeperParts) {
    const { clock, journal, bolt, log, config } = parts
    this.parts = parts
    this.upSince = clock.monotonic()
    this.entries = fullBucket(this.upSince)
    this.filming = noOccasions(seconds(config.clips.postroll))
    this.shownAlarms = journal.memory().alarms.filter((alarm) => CAMERA_ALARMS.includes(alarm))
    this.sign = createSigning({ ...parts, isOccasion: (key) => this.occasions.has(key) })
    this.child = parts.openChild({
      clock,
      log,
      heard: (message) => this.heard(message),
      up: () => this.up(),
      down: () => this.down(),
    })
    this.unlisten = [
      journal.listen((written) => this.written(written)),
      bolt.listen((event) => {
        if (event.kind === 'reading' || event.kind === 'lost') this.rig()
      }),
      clock.every(TICK, () => this.tick()),
    ]
    this.power()
    this.resume()
  }

  state(): RecorderState {
    const { seen, parts } = this
    if (parts.journal.memory().camera.off || this.sealTo().length === 0) return 'absent'
    if (!seen || parts.clock.monotonic() - seen.at + seen.age > FRESH) return 'stale'
    const state = recorderState(this.sight())
    return state === 'ready' && !this.durable ? 'not_durable' : state
  }

  async begin({ request, grant }: Visitor): Promise<RecorderState> {
    const before = this.state()
    // Even where the view is not free a film of who comes is worth having, but nobody waits for it.
    if (before !== 'ready') return before
    this.occasion(grant === undefined ? { kind: 'asked', request } : { kind: 'asked', request, grant })
    // Somebody else's visit is under way: the door says so.
    if (this.filming.visit?.occasion.request !== request) return before
    const id = ++this.lastId
    const answered = new Promise<RecorderState>((resolve) => {
      const cancel = this.parts.clock.after(BEGIN_WITHIN, () => this.answer(id, 'not_durable'))
      this.asked.set(id, (state) => {
        cancel()
        resolve(state)
      })
    })
    this.child.send({ say: 'begin', id, occasion: { why: 'visit', request, ...(grant ? { grant } : {}) } })
    const answer = await answered
    const now = this.state()
    return answer === 'ready' ? now : answer
  }

  dismiss(request: RequestId): void {
    this.occasion({ kind: 'dismissed', request })
  }

  sight(): CameraSight {
    const { camera } = this.parts.journal.memory()
    if (camera.off && this.powered !== true) return 'off'
    const now = this.parts.clock.monotonic()
    const { seen } = this
    return seen && now - seen.at + seen.age <= FRESH ? seen.sight : 'lost'
  }

  /** Nothing has gone wrong before anything could go right, unless somebody is at the door. */
  private starting(): boolean {
    return !this.seen && !this.filming.visit && this.parts.clock.monotonic() - this.upSince < GRACE
  }

  recording(): boolean {
    const { seen } = this
    return seen?.recording === true && this.parts.clock.monotonic() - seen.at <= FRESH
  }

  alarms(): readonly Alarm[] {
    return this.shownAlarms
  }

  listen(changed: () => void): Cancel {
    this.listeners.add(changed)
    return () => this.listeners.delete(changed)
  }

  async close(): Promise<void> {
    for (const cancel of this.unlisten) cancel()
    for (const id of this.asked.keys()) this.answer(id, 'not_durable')
    await this.child.close()
  }

  private up(): void {
    const { config, journal } = this.parts
    const { camera, clips, data, log, rig } = config
    this.upSince = this.parts.clock.monotonic()
    this.durable = true
    const { n, hash } = journal.head()
    this.child.send({ say: 'start', config: { camera, clips, data, log, rig }, door: this.parts.door, jn: n, jh: hash })
    this.wish()
    this.rig()
    this.occasion({ kind: 'fresh' })
  }

  private down(): void {
    for (const id of this.asked.keys()) this.answer(id, 'not_durable')
  }

  private heard(message: FromCamera): void {
    const { log, journal, clock } = this.parts
    switch (message.say) {
      case 'ready':
        return
      case 'seen':
        if (!CAMERA_SIGHTS.includes(message.sight)) return
        this.seen = { sight: message.sight, age: message.age, recording: message.recording, at: clock.monotonic() }
        this.settle()
        return
      case 'begun':
        this.answer(message.id, message.state)
        return
      case 'sign':
        inBackground(
          this.sign(message).then((token) => this.child.send({ say: 'signed', id: message.id, token })),
          log,
          'no signature for the camera',
        )
        return
      case 'ended': {
        const { ended } = message
        if (!journal.memory().clips.includes(ended.clip)) return
        inBackground(journal.append({ kind: 'clip_ended', ...ended }), log, 'not journalled')
        return
      }
      case 'dropped':
        this.droppedAt = clock.monotonic()
        this.write({ kind: 'footage_dropped', clip: message.clip, bytes: message.bytes })
        this.settle()
        return
      case 'durable':
        this.durable = message.ok
        this.settle()
        return
      case 'light':
        this.infrared = message.infrared
        this.power()
        this.rig()
        return
      case 'motion':
        if (journal.memory().camera.motion) this.occasion({ kind: 'motion' })
        return
      case 'trouble':
        log.warn({ code: message.code }, 'the camera has trouble')
        return
    }
  }

  private answer(id: number, state: RecorderState): void {
    const answer = this.asked.get(id)
    this.asked.delete(id)
    answer?.(state)
  }

  /** Follows the journal: what is in it happened. */
  private written({ what, n, hash }: Written): void {
    this.child.send(placeOf({ n, hash }))
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
        this.wish()
        this.power()
        this.settle()
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

  private wish(): void {
    const { camera } = this.parts.journal.memory()
    const sending = async (): Promise<void> => {
      const ownership = await this.parts.ownership()
      const wishes: Wishes = { ...camera, sealTo: this.sealTo(), ...(ownership === undefined ? {} : { ownership }) }
      this.child.send({ say: 'wishes', wishes })
    }
    inBackground(sending(), this.parts.log, 'the camera was not told the owner’s wishes')
  }

  private power(): void {
    const camera = !this.parts.journal.memory().camera.off
    this.parts.bolt.power({ camera, infrared: camera && this.infrared })
  }

  private rig(): void {
    const reading = this.parts.bolt.reading()
    const powered = reading ? reading.railMillivolts >= RAIL_ON : undefined
    if (powered !== undefined && powered !== this.powered) this.write({ kind: 'camera_power', on: powered })
    if (powered !== undefined) this.powered = powered
    const { camera } = this.parts.journal.memory()
    // With no rig to measure it, the camera may well have power: only pictures tell.
    const on = !camera.off && this.powered !== false
    this.child.send({ say: 'rig', leaf: reading?.leaf ?? 'unknown', powered: on, infrared: this.infrared })
  }

  private tick(): void {
    this.occasion({ kind: 'tick' })
    this.settle()
  }

  /** Writes down what changed since it was last written, and tells the door. */
  private settle(): void {
    const { clock, journal } = this.parts
    const now = clock.monotonic()
    if (this.starting()) return
    const sight = this.sight()
    const request = journal.memory().visit?.request
    const recorded = request === undefined || sight === 'off' || this.recording()
    this.unrecordedSince = recorded ? undefined : (this.unrecordedSince ?? now)
    const own = alarmOf(sight)
    const alarms: Alarm[] = [
      ...(own ? [own] : []),
      ...(this.unrecordedSince !== undefined && now - this.unrecordedSince >= UNRECORDED
        ? (['not_recording'] as const)
        : []),
      ...(this.droppedAt !== undefined && now - this.droppedAt < DROPPED_SHOWN ? (['footage_dropped'] as const) : []),
    ]
    const entries = [...sightEntries(this.shownSight, sight), ...alarmEntries(this.shownAlarms, alarms, request)]
    if (entries.length === 0) return
    this.shownSight = sight
    this.shownAlarms = alarms
    for (const entry of entries) this.write(entry)
    for (const changed of this.listeners) changed()
  }

  /** A camera that flickers must not fill the journal. */
  private write(what: Parameters<JournalPort['append']>[0]): void {
    const { journal, clock, log } = this.parts
    const taken = take(this.entries, clock.monotonic())
    this.entries = taken.bucket
    if (taken.ok) inBackground(journal.append(what), log, 'not journalled')
  }
}
