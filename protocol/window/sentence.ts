// A window in words, for a person who gives or holds a grant.

import type { Language } from '../refusals.ts'
import { planOf } from './plan.ts'
import type { Window } from './shape.ts'
import { sentenceOf } from './words.ts'

/** @returns one plain sentence without a full stop; the code in brackets for a window that cannot be read */
export const describe = (window: Window, language: Language): string => {
  const plan = planOf(window)
  return plan.ok ? sentenceOf(plan.rule, window, language) : `(${plan.code}: ${plan.part})`
}
