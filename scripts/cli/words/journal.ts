// Journal entries in words, and what a check of them found.

import { SIGHT_NAMES } from '#protocol/names.ts'
import { ENTRY_WORDS } from '#protocol/story/words.ts'
import { prefixed, type Text } from '../text.ts'

export const JOURNAL_WORDS = {
  ...ENTRY_WORDS,
  ...prefixed('sight', SIGHT_NAMES),
  journal_of_file: { en: 'The door’s own journal', de: 'Das Journal der Tür selbst' },
  journal_of_bridge: { en: 'The bridge’s copy', de: 'Die Kopie der Brücke' },
  journal_sound: {
    en: '{where} is sound: {entries|one entry|# entries}, {from} to {to}',
    de: '{where} ist in Ordnung: {entries|ein Eintrag|# Einträge}, {from} bis {to}',
  },
  journal_agree: { en: 'The two agree.', de: 'Beide stimmen überein.' },
  journal_head_said: {
    en: 'The end fits what the door itself says (entry {n}).',
    de: 'Das Ende passt zu dem, was die Tür selbst sagt (Eintrag {n}).',
  },
} as const satisfies Record<string, Text>
