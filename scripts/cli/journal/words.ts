// A journal entry as a line.

import type { Entry } from '#protocol/entry.ts'
import { describeHappening, type NameOf } from '#protocol/story/sentence.ts'
import type { Language } from '../text.ts'
import { showClock } from '../times/show.ts'

export { type NameOf, short } from '#protocol/story/sentence.ts'

/** "  12  10:00:05.123  The bolt was measured home (lock)". */
export const describeEntry = (
  { n, at, what }: Entry,
  language: Language,
  zone: string,
  nameOf: NameOf = () => undefined,
): string => `${String(n).padStart(5)}  ${showClock(at, zone)}  ${describeHappening(what, { language, zone, nameOf })}`
