// What is said of evidence: lines, and how much of it speaks against the evidence.

import type { Context } from '../context.ts'

export type Voice = Pick<Context, 'say' | 'language' | 'zone'>

export interface Said {
  readonly lines: readonly string[]
  /** Things that were changed or are missing. */
  readonly against: number
}

export const nothing: Said = { lines: [], against: 0 }
export const told = (...lines: readonly string[]): Said => ({ lines, against: 0 })
export const against = (...lines: readonly string[]): Said => ({ lines, against: lines.length })
export const all = (...said: readonly Said[]): Said => ({
  lines: said.flatMap(({ lines }) => lines),
  against: said.reduce((sum, { against: some }) => sum + some, 0),
})
