// How a command ended, as data: for a person as lines, for a program as one JSON object.

import type { RefusalCode } from '#protocol/refusals.ts'

export type Result = Readonly<Record<string, unknown>>

export type Outcome =
  | { readonly is: 'done'; readonly result: Result; readonly lines: readonly string[] }
  | { readonly is: 'refused'; readonly code: RefusalCode; readonly result: Result; readonly lines: readonly string[] }

export const done = (result: Result, lines: readonly string[] = []): Outcome => ({ is: 'done', result, lines })

/** @param lines what else a person should know, after the refusal itself */
export const refused = (code: RefusalCode, result: Result = {}, lines: readonly string[] = []): Outcome => ({
  is: 'refused',
  code,
  result,
  lines,
})
