// What a person reads, in the language of the page. Each page keeps its own table beside itself; a text with
// `{name}` in it takes what is given for `name`. Texts never hold markup: they are shown as text.

import { signal } from '@preact/signals'

export type Language = 'en' | 'de'

export type Texts = Readonly<Record<string, Readonly<Record<Language, string>>>>

/** Says a text in the page's language; a component that calls it is drawn anew when the language changes. */
export type Say<Table extends Texts> = (
  key: keyof Table & string,
  slots?: Readonly<Record<string, string | number>>,
) => string

/** Set by the shell from what was chosen before, or what the browser prefers. */
export const language = signal<Language>('en')

export const fill = (text: string, slots: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in slots ? String(slots[name]) : whole))

export const speaker =
  <Table extends Texts>(table: Table): Say<Table> =>
  (key, slots = {}) =>
    fill(table[key]?.[language.value] ?? key, slots)
