// What a person reads, in both languages, with `{slots}` for what varies and for what is one or many.

import type { Language } from '#protocol/refusals.ts'

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

export const fillBoth = (text: Text, slots: Slots): Text => ({ en: fill(text.en, slots), de: fill(text.de, slots) })

export const slotsOf = (text: string): readonly string[] =>
  [...text.matchAll(SLOT)].map((match) => match[1] ?? '').sort()

/** POSIX: LC_ALL before LC_MESSAGES before LANG; the first that is set decides. */
export const languageOf = (env: Readonly<Record<string, string | undefined>>): Language => {
  const set = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return set?.toLowerCase().startsWith('de') ? 'de' : 'en'
}
