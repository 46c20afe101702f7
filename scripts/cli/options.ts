// What may stand with every command.

import type { OptionSpecs } from './command.ts'

export const EVERYWHERE = {
  home: {
    value: 'FOLDER',
    about: {
      en: 'where keys, doors and grants are kept (HAUSRECHT_HOME, else ~/.config/hausrecht)',
      de: 'wo Schlüssel, Türen und Berechtigungen liegen (HAUSRECHT_HOME, sonst ~/.config/hausrecht)',
    },
  },
  lang: {
    value: 'en|de',
    about: { en: 'language (else as LANG says)', de: 'Sprache (sonst nach LANG)' },
  },
  json: {
    about: { en: 'one JSON object a line in place of words', de: 'ein JSON-Objekt je Zeile statt Worten' },
  },
  help: { about: { en: 'this page', de: 'diese Seite' } },
} as const satisfies OptionSpecs

export type EverywhereName = keyof typeof EVERYWHERE
