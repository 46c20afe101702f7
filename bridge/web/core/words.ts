// What a person reads, in the language of the page. Each page keeps its own table beside itself; a text with
// `{name}` in it takes what is given for `name`, `{n|one door|# doors}` says one or many. Texts never hold markup: they are shown as text.

import { signal } from '@preact/signals'
import { fill } from '#protocol/text.ts'

export type Language = 'en' | 'de'

export type Texts = Readonly<Record<string, Readonly<Record<Language, string>>>>

/** Says a text in the page's language; a component that calls it is drawn anew when the language changes. */
export type Say<Table extends Texts> = (
  key: keyof Table & string,
  slots?: Readonly<Record<string, string | number>>,
) => string

/** Set by the shell from what was chosen before, or what the browser prefers. */
export const language = signal<Language>('en')

/** For dates and numbers: the page's language as it is spoken where this browser is at home. */
export const locale = (): string => {
  const { languages = [] } = (globalThis.navigator as Partial<Navigator> | undefined) ?? {}
  return languages.find((one) => one.toLowerCase().startsWith(language.value)) ?? language.value
}

export { fill }

export const speaker =
  <Table extends Texts>(table: Table): Say<Table> =>
  (key, slots = {}) =>
    fill(table[key]?.[language.value] ?? key, slots)
