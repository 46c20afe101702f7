// What the command line says, in both languages: which one, and tables made of the contract's names.

import { fill, type Language, type Slots, slotsOf, type Text } from '#protocol/text.ts'

export { fill, type Language, type Slots, slotsOf, type Text }

export const fillBoth = (text: Text, slots: Slots): Text => ({ en: fill(text.en, slots), de: fill(text.de, slots) })

/** A table of names under keys of a bigger table: `alarm_jammed`. */
export const prefixed = <Prefix extends string, Name extends string>(
  prefix: Prefix,
  names: Readonly<Record<Name, Text>>,
): Readonly<Record<`${Prefix}_${Name}`, Text>> =>
  Object.fromEntries(Object.entries<Text>(names).map(([name, text]) => [`${prefix}_${name}`, text])) as Readonly<
    Record<`${Prefix}_${Name}`, Text>
  >

/** POSIX: LC_ALL before LC_MESSAGES before LANG; the first that is set decides. */
export const languageOf = (env: Readonly<Record<string, string | undefined>>): Language => {
  const set = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return set?.toLowerCase().startsWith('de') ? 'de' : 'en'
}
