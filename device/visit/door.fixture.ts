// A visit's machine with a memory of readings, so that a test says only what changes.

import { freshRequestId } from '#protocol/ids.ts'
import { type Millis, millis, type RequestId, seconds } from '#protocol/units.ts'
import type { Reading, UnlockAnswer } from '../bolt/port.ts'
import type { Effect } from './effect.ts'
import type { Intent, VisitEvent } from './event.ts'
import { reduce, start } from './reduce.ts'
import type { Remembered, VisitState } from './state.ts'

export const LOCKED: Reading = {
  bolt: 'home',
  leaf: 'shut',
  egress: false,
  pairing: false,
  moved: 'boot',
  unlockId: 0,
  remaining: millis(0),
  waitingForDoor: false,
  supplyMillivolts: 5000,
  railMillivolts: 0,
  faults: [],
}

const FAR = 'A'.repeat(43) as Intent['via']

export const anIntent = (over: Partial<Intent> = {}): Intent => ({
  kind: 'intent',
  request: freshRequestId(),
  act: 'unlock',
  via: FAR,
  spends: [],
  binds: [],
  ...over,
})

export type Untimed = VisitEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never

export class Door {
  state: VisitState
  now = 1000
  reading = LOCKED
  readonly effects: Effect[] = []

  constructor(remembered: Remembered = { visit: undefined, alarms: [] }) {
    this.state = start(millis(this.now), remembered, 1)
  }

  tell(event: Untimed): readonly Effect[] {
    const { state, effects } = reduce(this.state, { ...event, at: millis(this.now) })
    this.state = state
    this.effects.push(...effects)
    return effects
  }

  connect(firmware = 'hausrecht-rig-servo 1.0'): readonly Effect[] {
    return [...this.tell({ kind: 'connected', firmware }), ...this.read({})]
  }

  read(change: Partial<Reading>): readonly Effect[] {
    this.reading = { ...this.reading, ...change }
    return this.tell({ kind: 'reading', reading: this.reading })
  }

  /** Time passes with a tick each half second and, if the rig is there, a reading. */
  wait(span: Millis): readonly Effect[] {
    const end = this.now + span
    const effects: Effect[] = []
    while (this.now < end) {
      this.now = Math.min(end, this.now + 500)
      if (this.state.rig.present) effects.push(...this.read({}))
      effects.push(...this.tell({ kind: 'tick' }))
    }
    return effects
  }

  /** An allowed unlock whose intent is durable at once. */
  ask(hold: Millis = seconds(10), over: Partial<Intent> = {}): RequestId {
    const intent = anIntent(over)
    this.tell({ kind: 'allowed', intent, hold })
    this.tell({ kind: 'durable', request: intent.request })
    return intent.request
  }

  answer(answer: UnlockAnswer = { ok: true }): readonly Effect[] {
    const { stage } = this.state
    return stage.is === 'unlocking' ? this.tell({ kind: 'answered', id: stage.id, answer }) : []
  }

  /** Up to the bolt measured out for a visit. */
  open(): RequestId {
    const request = this.ask()
    this.answer()
    const { stage } = this.state
    this.read({ bolt: 'out', moved: 'command', unlockId: stage.is === 'unlocking' ? stage.id : 0 })
    return request
  }

  /** Up to the door shut behind a visitor, the bolt still out. */
  shutAgain(): RequestId {
    const request = this.open()
    this.read({ leaf: 'open' })
    this.read({ leaf: 'shut' })
    return request
  }

  lockMeasured(): readonly Effect[] {
    return this.read({ bolt: 'home', leaf: 'shut', moved: 'lock', unlockId: 0 })
  }

  get is(): string {
    return this.state.stage.is
  }

  alarms(): readonly string[] {
    return this.state.alarms.map(({ alarm }) => alarm)
  }
}

/** A door whose rig is there, locked and shut. */
export function lockedDoor(firmware?: string): Door {
  const door = new Door()
  door.connect(firmware)
  door.effects.length = 0
  return door
}

const wordOf = (effect: Effect): string => {
  switch (effect.do) {
    case 'journal':
      if (effect.what.kind !== 'alarm') return `journal ${effect.what.kind}`
      return `alarm ${effect.what.alarm} ${effect.what.on ? 'on' : 'off'}`
    case 'receipt':
      return ['receipt', effect.step, ...(effect.code ? [effect.code] : [])].join(' ')
    case 'signal':
      return `signal ${effect.pattern}`
    case 'unlock':
    case 'lock':
    case 'publish':
      return effect.do
  }
}

/** Effects in short: `journal opened`, `receipt closed`, `receipt failed busy`, `alarm left_open on`, `unlock`. */
export const inShort = (effects: readonly Effect[]): string[] => effects.map(wordOf)

/** The first entry of that kind among the effects. */
export const journalled = (effects: readonly Effect[], kind: string): Readonly<Record<string, unknown>> | undefined =>
  effects.flatMap((effect) => (effect.do === 'journal' && effect.what.kind === kind ? [effect.what] : []))[0]
