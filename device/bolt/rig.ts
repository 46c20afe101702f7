// The BoltPort over a real rig: keeps a connection up, with a fresh one after every loss, and is honest about
// having none. Nothing that is asked for while there is none is kept.

import type { Logger } from 'pino'
import { LIMITS, type RigAnswer, type RigStatus } from '#hardware/contract/rig.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { UNLOCK_ANSWERS } from './answer.ts'
import type { Dial } from './line.ts'
import type { Outputs } from './outputs.ts'
import type { BoltPort, Power, Reading, RigEvent, SignalPattern, UnlockAnswer } from './port.ts'
import { readingOf } from './reading.ts'
import { type Loss, Session } from './session.ts'
import { createSignals, type Signals } from './signals.ts'

const ANSWER_WITHIN = seconds(1)
const RETRY_FIRST = millis(100)
const RETRY_MOST = seconds(5)
/** A connection that held this long was a good one. */
const STEADY_AFTER = seconds(10)
const TOLD_MOST = 32

export interface RigParts {
  readonly dial: Dial
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn'>
}

interface Asked {
  readonly cancel: Cancel
  readonly answer: (answer: UnlockAnswer) => void
}

export class Rig implements BoltPort {
  private readonly parts: RigParts
  private readonly listeners = new Set<(event: RigEvent) => void>()
  private readonly asked = new Map<number, Asked>()
  private readonly signals: Signals
  private session: Session | undefined
  private opening: Session | undefined
  private outputs: Outputs | undefined
  private newest: Reading | undefined
  private wanted: Power = { camera: false, infrared: false }
  private retry: Cancel | undefined
  private steady: Cancel | undefined
  private failures = 0
  /** Why there was none, since the last connection: boards that are asked in turn fail for reasons in turn. */
  private readonly told = new Set<string>()
  private closed = false

  constructor(parts: RigParts) {
    this.parts = parts
    this.signals = createSignals(parts.clock, (show) => this.outputs?.show(show))
    this.retry = parts.clock.after(millis(0), () => this.connect())
  }

  async unlock(hold: Millis, id: number): Promise<UnlockAnswer> {
    if (!(hold >= LIMITS.UNLOCK_MIN_MS && hold <= LIMITS.UNLOCK_MAX_MS) || !(id >= 1 && id < 2 ** 14)) {
      throw new HausrechtError(
        'unlock_out_of_bounds',
        `An unlock of ${hold} ms with id ${id} is outside the rig's bounds.`,
      )
    }
    const { session } = this
    const seen = session?.seen
    if (!session || seen === undefined) return { ok: false, code: 'rig_absent' }
    session.send({ kind: 'unlock', ms: Math.round(hold), id, seen })
    return await new Promise((resolve) => {
      const cancel = this.parts.clock.after(ANSWER_WITHIN, () => this.settle(id, { ok: false, code: 'timed_out' }))
      this.settle(id, { ok: false, code: 'busy' })
      this.asked.set(id, { cancel, answer: resolve })
    })
  }

  lock(): void {
    this.session?.send({ kind: 'lock' })
  }

  reading(): Reading | undefined {
    return this.newest
  }

  listen(listener: (event: RigEvent) => void): () => void {
    this.listeners.add(listener)
    const { session } = this
    if (session) queueMicrotask(() => this.tellNow(listener, session))
    return () => {
      this.listeners.delete(listener)
    }
  }

  signal(pattern: SignalPattern): void {
    this.signals.play(pattern)
  }

  /** Camera power and infrared light; a rig that comes back gets them again. Measured: `railMillivolts`. */
  power(wanted: Power): void {
    this.wanted = wanted
    this.outputs?.power(wanted)
  }

  async close(): Promise<void> {
    this.closed = true
    this.retry?.()
    this.steady?.()
    this.signals.close()
    this.opening?.close()
    this.session?.close()
    this.session = this.outputs = this.newest = undefined
    this.listeners.clear()
    this.settleAll()
  }

  private connect(): void {
    this.open().then(
      (found) => {
        if (found instanceof Session) this.begin(found)
        else this.lose(found)
      },
      (fault: unknown) => this.lose({ why: fault instanceof Error ? fault.message : 'the rig cannot be reached' }),
    )
  }

  /** A session whose rig is one of ours, or why there is none. */
  private async open(): Promise<Session | Loss> {
    const line = await this.parts.dial()
    const session = new Session(line, this.parts.clock)
    this.opening = session
    if (this.closed) session.close()
    const loss = await session.handshake()
    this.opening = undefined
    return loss ?? session
  }

  private begin(session: Session): void {
    if (this.closed) return
    const { clock, log } = this.parts
    this.session = session
    this.told.clear()
    this.steady = clock.after(STEADY_AFTER, () => {
      this.failures = 0
    })
    log.info({ firmware: session.firmware }, 'rig connected')
    this.emit({ kind: 'connected', firmware: session.firmware })
    this.outputs = session.start({
      status: (status) => this.measured(status),
      answer: (answer) => this.answered(answer),
      key: (key) => this.emit({ kind: 'key', key }),
      gone: (why) => this.lose({ why }),
    })
    // The relay first: any write to the buzzer's port writes the relay's pin too.
    this.outputs?.power(this.wanted)
    this.outputs?.show(this.signals.shown)
  }

  private measured(status: RigStatus): void {
    const reading = readingOf(status)
    if (!reading) return
    this.newest = reading
    this.emit({ kind: 'reading', reading })
  }

  private answered({ id, code }: RigAnswer): void {
    this.settle(id, UNLOCK_ANSWERS[code])
  }

  private settle(id: number, answer: UnlockAnswer): void {
    const asked = this.asked.get(id)
    if (!asked) return
    this.asked.delete(id)
    asked.cancel()
    asked.answer(answer)
  }

  private settleAll(): void {
    for (const id of [...this.asked.keys()]) this.settle(id, { ok: false, code: 'rig_absent' })
  }

  /** No rig, whatever the reason: said once for each reason, and tried again after a while. */
  private lose(loss: Loss): void {
    const { why } = loss
    if (this.closed) return
    this.session = this.outputs = this.newest = undefined
    this.steady?.()
    if (!this.told.has(why)) {
      if (this.told.size >= TOLD_MOST) this.told.clear()
      this.told.add(why)
      this.parts.log.warn(loss, 'rig lost')
      this.emit({ kind: 'lost', ...loss })
    }
    this.settleAll()
    const wait = millis(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** Math.min(this.failures, 10)))
    this.failures++
    this.retry = this.parts.clock.after(wait, () => this.connect())
  }

  private tellNow(listener: (event: RigEvent) => void, session: Session): void {
    if (this.session !== session || !this.listeners.has(listener)) return
    listener({ kind: 'connected', firmware: session.firmware })
    if (this.newest) listener({ kind: 'reading', reading: this.newest })
  }

  private emit(event: RigEvent): void {
    for (const listener of [...this.listeners]) listener(event)
  }
}

/** Connects at once and goes on doing so until closed. */
export const createRig = (parts: RigParts): Rig => new Rig(parts)
