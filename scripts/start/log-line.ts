// A child's log line as a person reads it: pino's JSON without its wrapping, anything else as it is.

import { parseJson } from '#protocol/canonical.ts'

const LEVELS: Readonly<Record<number, string>> = { 30: 'info', 40: 'warning', 50: 'error', 60: 'fatal' }

export const readable = (line: string): string => {
  const parsed = parseJson(line)
  if (typeof parsed !== 'object' || parsed === null || !('msg' in parsed)) return line
  const { level, msg, code, reason, err } = parsed as Readonly<Record<string, unknown>>
  const error = typeof err === 'object' && err !== null && 'message' in err ? err.message : undefined
  const more = [code, reason, error].filter((part) => typeof part === 'string')
  return [`${LEVELS[Number(level)] ?? 'log'}: ${String(msg)}`, ...more].join(', ')
}
