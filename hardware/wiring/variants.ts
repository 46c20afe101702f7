// The three ways to move a bolt that the plan knows. Pure data.

import type { Variant } from '../contract/limits.ts'

/** servo: turns a thumb-turn. strike: 12 V, fail-secure. fail-safe: 12 V, locked only while it has current. */
export type Build = 'servo' | 'strike' | 'fail-safe'

export const BUILDS: readonly Build[] = ['servo', 'strike', 'fail-safe']

export const BUILD_TITLES: Readonly<Record<Build, string>> = {
  servo: 'servo on a thumb-turn',
  strike: '12 V strike, fail-secure',
  'fail-safe': '12 V strike, fail-safe',
}

/** Which firmware a build takes: both strikes are a pin that is high while the bolt is to be out. */
export const FIRMWARE: Readonly<Record<Build, Variant>> = { servo: 'servo', strike: 'relay', 'fail-safe': 'relay' }
