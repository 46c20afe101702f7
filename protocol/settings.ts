// Settings files: TOML in, checked values out, or every problem at once with the full path of its key.

import { parse } from 'smol-toml'
import type * as z from 'zod'
import { HausrechtError } from './fault.ts'

const pathOf = (path: readonly PropertyKey[]): string => path.map(String).join('.') || '(the file)'

const problems = (error: z.ZodError): string[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${pathOf([...issue.path, key])}: there is no such key`)
      : [`${pathOf(issue.path)}: ${issue.message}`],
  )

/**
 * Reads settings strictly; the schema says what there is and what holds when a key is left out.
 * @throws HausrechtError `settings_wrong`, its message a line for each problem
 */
export const readSettings = <Settings>(schema: z.ZodType<Settings>, toml: string, file: string): Settings => {
  let raw: unknown
  try {
    raw = parse(toml)
  } catch (cause) {
    throw new HausrechtError('settings_wrong', `${file} is not TOML: ${String(cause)}`, { cause })
  }
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const lines = problems(parsed.error).map((line) => `  ${line}`)
  throw new HausrechtError('settings_wrong', [`${file} needs to be put right:`, ...lines].join('\n'))
}
