// What a person reads, in both languages, with `{slots}` for what varies and for what is one or many. Texts hold no
// markup: they are shown as text.

import type { Language } from './refusals.ts'

export type { Language }

export type Text = Readonly<Record<Language, string>>
export type Slots = Readonly<Record<string, string | number>>

/** `{slot}`, or `{slot|for one|for # of them}`. */
const SLOT = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g

/** Puts the values into the slots; a slot without a value stays visible. */
export const fill = (text: string, slots: Slots = {}): string =>
  text.replace(SLOT, (whole, name: string, one: string | undefined, more = '') => {
    const value = slots[name]
    if (value === undefined) return whole
    if (one === undefined) return String(value)
    return (Number(value) === 1 ? one : String(more)).replaceAll('#', String(value))
  })

export const slotsOf = (text: string): readonly string[] =>
  [...text.matchAll(SLOT)].map((match) => match[1] ?? '').sort()
