// What a test of the rig is made of, as data: parts, each a row of checks that look at what was measured. Pure.

import type { PinName } from '#hardware/contract/pins.ts'
import type { AnswerCode, RigStatus, Variant } from '#hardware/contract/rig.ts'
import type { Millis } from '#protocol/units.ts'
import type { Slots } from '../text.ts'
import type { WordKey } from '../words.ts'

/** In the order they are tested in: what others rest on comes first. */
export const PARTS = [
  'firmware',
  'supply',
  'feedback',
  'bolt',
  'reed',
  'egress',
  'pairing',
  'keypad',
  'light',
  'buzzer',
  'rail',
  'infrared',
  'camera',
] as const
export type Part = (typeof PARTS)[number]

type WordEnd<Prefix extends string> = WordKey extends infer Key
  ? Key extends `${Prefix}${infer End}`
    ? End
    : never
  : never
/** What can be wrong: the words are `rig_wrong_…`. */
export type Wrong = WordEnd<'rig_wrong_'>
/** What the person is asked to do, or asked: `rig_ask_…`. */
export type Ask = WordEnd<'rig_ask_'>

export interface Finding {
  readonly wrong: Wrong
  /** Wires to look at, the likeliest first. */
  readonly wires: readonly PinName[]
  readonly slots?: Slots
}

/** A question that only somebody standing there can answer decides between two findings. */
export interface Question {
  readonly ask: Ask
  readonly yes: Verdict
  readonly no: Verdict
}
export type Settled = { readonly good: Slots } | Finding
export type Verdict = Settled | Question

/** What the rig said since the check began. */
export interface Seen {
  readonly variant: Variant
  /** The newest from before, then all since. */
  readonly first: RigStatus
  readonly statuses: readonly RigStatus[]
  /** Keys pressed, in order. */
  readonly keys: string
  /** To the unlock of this check. */
  readonly answer: AnswerCode | undefined
  readonly elapsed: Millis
}

export type Deed =
  | { readonly do: 'unlock'; readonly hold: Millis }
  | { readonly do: 'lock' }
  | { readonly do: 'power'; readonly camera: boolean; readonly infrared: boolean }
  | { readonly do: 'show'; readonly light: boolean; readonly sound: boolean }

export interface Check {
  /** Said before, and waited for until the person is ready. */
  readonly ready?: Ask
  readonly deeds: readonly Deed[]
  /** Said afterwards: what the person is to do while the rig measures. */
  readonly tell?: Ask
  readonly within: Millis
  /** After each message of the rig; undefined: not clear yet. */
  look(seen: Seen): Verdict | undefined
  /** The time is over. */
  late(seen: Seen): Verdict
}

export interface PartTest {
  /** Without these it would measure nothing. */
  readonly needs: readonly Part[]
  readonly checks: readonly Check[]
  /** Whatever came out. */
  readonly after: readonly Deed[]
}

export const good = (slots: Slots = {}): Settled => ({ good: slots })
export const wrong = (what: Wrong, wires: readonly PinName[] = [], slots?: Slots): Finding =>
  slots ? { wrong: what, wires, slots } : { wrong: what, wires }

/** The newest status. */
export const last = (seen: Seen): RigStatus => seen.statuses.at(-1) ?? seen.first

export const volts = (millivolts: number): string => (millivolts / 1000).toFixed(1)
