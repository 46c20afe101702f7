// The visit's machine wired to a rig, with a journal that is a list: a door without keys and without a bridge.

import type { Happening } from '#protocol/entry.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { millis, type RequestId, seconds } from '#protocol/units.ts'
import { type Bench, until } from '../bolt/bench.fixture.ts'
import type { UnlockAnswer } from '../bolt/port.ts'
import { alarmsOf } from './alarms.ts'
import { anIntent, type Untimed } from './door.fixture.ts'
import type { Effect } from './effect.ts'
import { reduce, start } from './reduce.ts'
import type { Remembered, VisitState } from './state.ts'

type Receipt = Extract<Effect, { do: 'receipt' }>

export class RunningDoor {
  readonly bench: Bench
  readonly journal: Happening[] = []
  readonly receipts: Receipt[] = []
  /** Unlocks sent to the rig. */
  unlocks = 0
  state: VisitState
  private readonly stops: (() => void)[] = []
  private stopped = false

  /** Wired, and told whether the rig is there. */
  static async open(bench: Bench, remembered: Remembered = { visit: undefined, alarms: [] }): Promise<RunningDoor> {
    const door = new RunningDoor(bench, remembered)
    await Promise.resolve()
    return door
  }

  private constructor(bench: Bench, remembered: Remembered) {
    this.bench = bench
    this.state = start(bench.clock.monotonic(), remembered, 1)
    this.stops.push(
      bench.port.listen((event) => this.tell(event)),
      bench.clock.every(millis(500), () => this.tell({ kind: 'tick' })),
    )
  }

  tell(event: Untimed | { readonly kind: 'key' }): void {
    if (this.stopped || event.kind === 'key') return
    const { state, effects } = reduce(this.state, { ...event, at: this.bench.clock.monotonic() })
    this.state = state
    for (const effect of effects) this.perform(effect)
  }

  /** Somebody allowed asks to come in. */
  ask(hold = seconds(10)): RequestId {
    const intent = anIntent({ request: freshRequestId() })
    this.tell({ kind: 'allowed', intent, hold })
    return intent.request
  }

  /** The program dies; the rig does not. */
  crash(): void {
    this.stopped = true
    for (const stop of this.stops) stop()
  }

  async close(): Promise<void> {
    this.crash()
    await this.bench.close()
  }

  alarms(): readonly string[] {
    return alarmsOf(this.state)
  }

  steps(request: RequestId): string[] {
    return this.receipts.flatMap((receipt) => (receipt.request === request ? [receipt.step] : []))
  }

  kinds(): string[] {
    return this.journal.map((what) => (what.kind === 'alarm' ? `${what.alarm} ${what.on ? 'on' : 'off'}` : what.kind))
  }

  /** Advances until it is so; false when it is not so within the span. */
  until(isSo: () => boolean, within = seconds(5)): Promise<boolean> {
    return until(this.bench, within, isSo)
  }

  /** Up to the door standing open for an allowed visitor. */
  async letIn(hold = seconds(10)): Promise<RequestId> {
    const request = this.ask(hold)
    await this.until(() => this.steps(request).includes('opened'))
    await this.bench.advance(500)
    this.bench.openDoor()
    await this.until(() => this.state.stage.is === 'entered')
    return request
  }

  private perform(effect: Effect): void {
    switch (effect.do) {
      case 'journal': {
        const { what } = effect
        this.journal.push(what)
        if (what.kind === 'intent' && what.act === 'unlock')
          this.bench.clock.after(millis(1), () => this.tell({ kind: 'durable', request: what.request }))
        return
      }
      case 'unlock': {
        const { id } = effect
        this.unlocks++
        const told = (answer: UnlockAnswer): void => this.tell({ kind: 'answered', id, answer })
        this.bench.port.unlock(effect.hold, id).then(told, () => told({ ok: false, code: 'rig_absent' }))
        return
      }
      case 'lock':
        this.bench.port.lock()
        return
      case 'receipt':
        this.receipts.push(effect)
        return
      case 'signal':
        this.bench.port.signal(effect.pattern)
        return
      case 'publish':
        return
    }
  }
}
