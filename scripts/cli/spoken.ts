// A fault that can be told in both languages, and how the process ends by it.

import { HausrechtError } from '#protocol/fault.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { fillBoth, type Slots, type Text } from './text.ts'
import { WORDS, type WordKey } from './words.ts'

export class SpokenError extends HausrechtError {
  readonly text: Text
  readonly exit: ExitCode

  constructor(code: string, text: Text, exit: ExitCode, cause?: unknown) {
    super(code, text.en, { cause })
    this.text = text
    this.exit = exit
  }
}

/** What was typed cannot be meant like that; the key of the words is the code. */
export const usage = (key: WordKey, slots: Slots = {}): SpokenError =>
  new SpokenError(key, fillBoth(WORDS[key], slots), EXIT.usage)

/** Something that should work does not. */
export const fault = (key: WordKey, slots: Slots = {}, cause?: unknown): SpokenError =>
  new SpokenError(key, fillBoth(WORDS[key], slots), EXIT.fault, cause)
