// Findings and clips as sentences.

import { FINDINGS, type Finding } from '#protocol/clip/finding.ts'
import { millis } from '#protocol/units.ts'
import type { Language } from '../text.ts'
import { showSpan } from '../times/show.ts'
import type { Speak } from '../words.ts'

/** "FORGED: part 3 …", "MISSING: …", "Note: …". */
export const describeFinding = (finding: Finding, say: Speak, language: Language): string => {
  const { code, n, at, count, by } = finding
  const span = by === undefined ? '?' : showSpan(millis(Math.abs(by)), language)
  const text = say(`finding_${code}`, { n: n ?? '?', at: at ?? '?', count: count ?? '?', by: span })
  return say(`weight_${FINDINGS[code]}`, { text })
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** "850 B", "12.3 MB"; powers of a thousand. */
export const showBytes = (bytes: number, language: Language): string => {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const number = new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 1 })
  return `${number.format(bytes / 1000 ** power)} ${UNITS[power]}`
}
