// A program that delivers pictures or sound on its standard output.

import type { Millis } from '#protocol/units.ts'

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  /** Does it read lines on standard input? It then ends when that is closed. */
  readonly talks: boolean
  /** Longest wait for the first picture … */
  readonly first: Millis
  /** … and for each one after that. */
  readonly silence: Millis
}

/** Why there is no program to start. `absent`: none is wanted, or there is none; `several`: name one. */
export type Missing = 'absent' | 'several' | 'unplugged' | 'unreadable'

/** Where to take it from, looked up again at each start: a camera may have come or gone. */
export type Find = () => Promise<Program | Missing>
