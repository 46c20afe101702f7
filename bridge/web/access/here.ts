// The place and moment a page is looked at.

import type { App } from '../core/app.ts'
import { ticking } from '../shell/ages.ts'
import type { Here } from './times.ts'

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Drawn anew about once a minute at most: a calendar needs no seconds. */
export const hereOf = (app: App): Here => {
  const minute = Math.floor(ticking.value / 60_000)
  return { now: minute >= 0 ? app.now() : 0, zone: ownZone() }
}
