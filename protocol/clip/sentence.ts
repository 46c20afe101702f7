// A finding as a sentence: what was changed, what is missing, what is to be known.

import { showSpan } from '../shown.ts'
import { fill, type Language } from '../text.ts'
import { millis } from '../units.ts'
import { FINDINGS, type Finding } from './finding.ts'
import { FINDING_WORDS, WEIGHT_WORDS } from './finding-words.ts'

/** "CHANGED: part 3 …", "MISSING: …", "To be known: …". */
export const describeFinding = (finding: Finding, language: Language): string => {
  const { code, n, at, count, by } = finding
  const span = by === undefined ? '?' : showSpan(millis(Math.abs(by)), language)
  const text = fill(FINDING_WORDS[`finding_${code}`][language], {
    ...{ n: n ?? '?', at: at ?? '?', count: count ?? '?', by: span },
  })
  return fill(WEIGHT_WORDS[`weight_${FINDINGS[code]}`][language], { text })
}
