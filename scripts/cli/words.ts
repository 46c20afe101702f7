// THE table of what the command line says to a person, in both languages. Its parts are in words/.

import { fill, type Language, type Slots, type Text } from './text.ts'
import { ACCESS_WORDS } from './words/access.ts'
import { CLIP_WORDS } from './words/clips.ts'
import { DOOR_WORDS } from './words/door.ts'
import { EVIDENCE_WORDS } from './words/evidence.ts'
import { FAULT_WORDS } from './words/faults.ts'
import { FINDING_WORDS, WEIGHT_WORDS } from './words/findings.ts'
import { HOME_WORDS } from './words/home.ts'
import { JOURNAL_WORDS } from './words/journal.ts'
import { RIG_TEST_WORDS } from './words/rig.ts'
import { RIG_FLASH_WORDS } from './words/rig-flash.ts'
import { USAGE_WORDS } from './words/usage.ts'

const table = {
  ...USAGE_WORDS,
  ...FAULT_WORDS,
  ...ACCESS_WORDS,
  ...DOOR_WORDS,
  ...JOURNAL_WORDS,
  ...CLIP_WORDS,
  ...EVIDENCE_WORDS,
  ...HOME_WORDS,
  ...FINDING_WORDS,
  ...WEIGHT_WORDS,
  ...RIG_TEST_WORDS,
  ...RIG_FLASH_WORDS,
} as const satisfies Record<string, Text>

export type WordKey = keyof typeof table
export const WORDS: Readonly<Record<WordKey, Text>> = table

/** Says something in one language. */
export type Speak = (key: WordKey, slots?: Slots) => string

export const speaker =
  (language: Language): Speak =>
  (key, slots) =>
    fill(WORDS[key][language], slots)
