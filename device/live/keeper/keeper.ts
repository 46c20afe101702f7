// The door's side of live view: a LivePort over the live process. Checks and signs what viewer and door say, asks
// each second whether who watches still may, writes down who did, and ends what it must, by force if it comes to that.

import type { Logger } from 'pino'
import type { Chain } from '#protocol/chain.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { SIGNAL_DOWN, SIGNAL_UP, type SignalDown, type SignalUp } from '#protocol/live/signal.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { openToken, signToken } from '#protocol/token.ts'
import {
  type DoorId,
  type EpochMs,
  fromSeconds,
  millis,
  minutes,
  type RequestId,
  type Thumbprint,
} from '#protocol/units.ts'
import { inBackground } from '../../background.ts'
import type { BoltPort } from '../../bolt/port.ts'
import type { RecorderPort } from '../../camera/port.ts'
import type { Config } from '../../config/config.ts'
import type { JournalPort, Written } from '../../journal/port.ts'
import { fullBucket, take } from '../../visit/bucket.ts'
import type { FromLive } from '../messages.ts'
import type { AllowedViewer, LivePort } from '../port.ts'
import { whyOver } from './checks.ts'
import type { LiveChild, LiveChildParts } from './child.ts'
import { createRecord, type Record } from './record.ts'
import {
  isTalking,
  mayBegin,
  noSessions,
  reduceSessions,
  type SessionEffect,
  type Sessions,
  type UntimedSessionEvent,
  watchers,
} from './sessions.ts'
import { isWorn } from './wear.ts'

export interface LiveKeeperParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly clock: Clock
  /** The door's time, and whether it is known for certain. */
  readonly now: () => EpochMs
  readonly clockTrusted: () => boolean
  readonly journal: JournalPort
  readonly recorder: Pick<RecorderPort, 'sight' | 'recording' | 'listen'>
  readonly bolt: Pick<BoltPort, 'signal'>
  readonly config: Pick<Config, 'camera' | 'live' | 'log'>
  /** Path of the camera's socket. */
  readonly tap: string
  readonly log: Logger
  openChild(parts: LiveChildParts): LiveChild
  /** Hands a signed word to the viewer; nothing waits for it. */
  say(viewer: Thumbprint, token: string): Promise<unknown>
}

const TICK = millis(500)
/** Each so many ticks it is asked again who may watch. */
const TICKS_A_CHECK = 2
/** How far a viewer's clock may be off. That the word is of now is known by its request, which is of now. */
const AWRY_MOST = minutes(1)

export class LiveKeeper implements LivePort {
  private readonly parts: LiveKeeperParts
  private readonly child: LiveChild
  private readonly record: Record
  private readonly unlisten: readonly Cancel[]
  private readonly listeners = new Set<() => void>()
  private sessions: Sessions
  private ready = false
  private ticks = 0
  private strangers
  private saying: Promise<unknown> = Promise.resolve()

  constructor(parts: LiveKeeperParts) {
    const { clock, log, journal, recorder, config } = parts
    this.parts = parts
    this.sessions = noSessions(config.live.viewers)
    this.record = createRecord({ ...parts, hush: (sid) => this.child.send({ say: 'hush', sid }) })
    this.strangers = fullBucket(clock.monotonic())
    this.child = parts.openChild({
      clock,
      log,
      heard: (message) => this.heard(message),
      up: () => this.up(),
      down: () => {
        this.ready = false
        this.turn({ kind: 'gone' })
      },
    })
    this.unlisten = [
      journal.listen((written) => this.written(written)),
      recorder.listen(() => this.tellSight()),
      clock.every(TICK, () => this.tick()),
    ]
  }

  obstacle(chain: Chain): RefusalCode | undefined {
    const { journal, recorder } = this.parts
    if (journal.memory().live.off) return 'live_off'
    const sight = recorder.sight()
    if (!this.ready || sight === 'off' || sight === 'absent') return 'live_unavailable'
    return mayBegin(this.sessions, chain) ? undefined : 'live_full'
  }

  allow({ request, chain, relay }: AllowedViewer): void {
    this.turn({ kind: 'allowed', sid: request, chain, relay })
    this.child.send({ say: 'expect' })
  }

  async signal(token: string): Promise<void> {
    const { door, log, now } = this.parts
    const opened = await openToken(SIGNAL_UP, token)
    if (!opened.ok) return log.info({ code: opened.code }, 'a viewer’s word was not understood')
    const { claims, signer } = opened
    const isOurs = signer.thumbprint === claims.iss && claims.aud === door
    if (!isOurs || Math.abs(fromSeconds(claims.iat) - now()) > AWRY_MOST) {
      return log.info('a viewer’s word is not its own, not for this door, or not of now')
    }
    await this.take(claims, token)
  }

  viewers(): number {
    return watchers(this.sessions).length
  }

  listen(changed: () => void): Cancel {
    this.listeners.add(changed)
    return () => this.listeners.delete(changed)
  }

  async close(): Promise<void> {
    for (const cancel of this.unlisten) cancel()
    this.turn({ kind: 'gone' })
    await this.child.close()
    await this.saying
  }

  private async take({ sid, iss: viewer, what }: SignalUp, token: string): Promise<void> {
    if (what.kind === 'end') return this.turn({ kind: 'left', sid, viewer })
    const re = await hashText(token)
    this.check()
    const session = this.sessions.all.get(sid)
    const hidden = this.parts.journal.memory().live.relayOnly && session?.relay === undefined
    // Nothing to answer with: no process, or no way that would not tell the house's address.
    if (session?.stage === 'allowed' && session.chain.holder === viewer && (!this.ready || hidden)) {
      return this.turn({ kind: 'over', sid, code: 'live_unavailable' })
    }
    this.turn({ kind: 'offer', sid, viewer, sdp: what.sdp, re })
  }

  /** A fresh process knows nothing. */
  private up(): void {
    const { config, tap, now } = this.parts
    const { camera, live, log } = config
    const microphone = live.microphone === '' ? camera.sound : live.microphone
    this.child.send({ say: 'start', config: { live: { ...live, microphone }, log }, tap, now: now() })
    this.tellTalk()
    this.tellSight()
  }

  private heard(message: FromLive): void {
    switch (message.say) {
      case 'ready':
        this.ready = true
        return
      case 'idle':
        if (this.sessions.all.size > 0 || !isWorn(message)) return
        this.ready = false
        this.child.renew()
        return
      default:
        this.turn({ kind: 'said', said: message })
    }
  }

  private written({ what }: Written): void {
    if (what.kind === 'live_set') this.tellTalk()
    // Whoever watched did so by the word of the owner before.
    if (what.kind === 'paired') this.endAll('live_over')
    if (what.kind === 'live_set' || what.kind === 'revocations' || what.kind === 'behind') this.check()
  }

  private tick(): void {
    this.ticks += 1
    this.turn({ kind: 'tick' })
    if (this.ticks % TICKS_A_CHECK !== 0) return
    this.check()
    // The door's time goes with it, which the live process does not know by itself.
    if (this.sessions.all.size > 0) this.tellSight()
  }

  /** Asks for each anew whether it may. */
  private check(): void {
    const { journal, now, clockTrusted } = this.parts
    const facts = { memory: journal.memory(), now: now(), clockTrusted: clockTrusted() }
    for (const { sid, chain } of this.sessions.all.values()) {
      const code = whyOver(chain, facts)
      if (code !== undefined) this.turn({ kind: 'over', sid, code })
    }
  }

  private endAll(code: RefusalCode): void {
    for (const sid of this.sessions.all.keys()) this.turn({ kind: 'over', sid, code })
  }

  private turn(event: UntimedSessionEvent): void {
    const before = this.sessions
    const { state, effects } = reduceSessions(before, { ...event, at: this.parts.clock.monotonic() })
    this.sessions = state
    for (const effect of effects) this.perform(effect)
    if (isTalking(before) !== isTalking(state)) this.parts.bolt.signal(isTalking(state) ? 'talk' : 'hush')
    if (watchers(before).length !== watchers(state).length) for (const changed of this.listeners) changed()
  }

  private perform(effect: SessionEffect): void {
    switch (effect.do) {
      case 'offer': {
        const { sid, sdp, relay } = effect
        const { relayOnly } = this.parts.journal.memory().live
        this.child.send({ say: 'offer', sid, sdp, relayOnly, ...(relay === undefined ? {} : { relay }) })
        return
      }
      case 'end':
        this.child.send({ say: 'end', sid: effect.sid })
        return
      case 'answer':
        this.say(effect.viewer, effect.sid, { kind: 'answer', re: effect.re, sdp: effect.sdp })
        return
      case 'say_end':
        if (effect.code === 'live_unasked' && !this.mayAnswerStranger()) return
        this.say(effect.viewer, effect.sid, { kind: 'end', code: effect.code })
        return
      case 'journal_live':
        this.record.live(effect)
        return
      case 'journal_talk':
        this.record.talk(effect)
        return
      case 'kill':
        this.parts.log.warn('the live process does not end a session: it is ended itself')
        this.child.kill()
        return
    }
  }

  private mayAnswerStranger(): boolean {
    const taken = take(this.strangers, this.parts.clock.monotonic())
    this.strangers = taken.bucket
    return taken.ok
  }

  /** In the order of the calls; not waited for, since a message of the link may be being handled. */
  private say(viewer: Thumbprint, sid: RequestId, what: SignalDown['what']): void {
    const { door, key, now, log } = this.parts
    const signed = this.saying.then(() =>
      signToken(SIGNAL_DOWN, { v: 1, iss: door, aud: viewer, sid, at: now(), what }, key),
    )
    this.saying = signed.catch(() => undefined)
    inBackground(
      signed.then((token) => this.parts.say(viewer, token)),
      log,
      'a viewer was not answered',
    )
  }

  private tellTalk(): void {
    const { live } = this.parts.journal.memory()
    this.child.send({ say: 'talk', allowed: live.talk && !live.off })
  }

  private tellSight(): void {
    const { recorder, now } = this.parts
    this.child.send({ say: 'sight', sight: recorder.sight(), recording: recorder.recording(), now: now() })
  }
}
