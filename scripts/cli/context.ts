// What every command is given: where things are kept, in which language to speak, the time, and where to print.

import type { EpochMs } from '#protocol/units.ts'
import type { Home } from './home/home.ts'
import type { Result } from './outcome.ts'
import type { Language } from './text.ts'
import type { Speak } from './words.ts'

export interface Context {
  readonly home: Home
  readonly language: Language
  readonly say: Speak
  readonly json: boolean
  /** The folder relative paths are meant from. */
  readonly folder: string
  /** The zone of times typed without one. */
  readonly zone: string
  readonly now: () => EpochMs
  /** Something that happened meanwhile: a line for a person, or an object for a program. */
  readonly tell: (line: string, event: Result) => void
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal
  /** Asks without showing what is typed. @throws SpokenError when there is no terminal */
  readonly askSecret: (question: string) => Promise<string>
}
