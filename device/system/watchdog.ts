// Feeds systemd's watchdog while the door is alive: while this loop turns and no part stands still. A door that is not
// fed is ended and started anew; the microcontroller has locked by then, as it does without heartbeats.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'
import type { Notifier } from './notify.ts'

export interface WatchdogParts {
  readonly clock: Pick<Clock, 'every'>
  readonly notify: Pick<Notifier, 'watchdog' | 'alive' | 'unwell'>
  readonly log: Pick<Logger, 'error'>
  /** Names of the parts that stand still. */
  still(): readonly string[]
  /** How the door is, in one line. */
  status(): string
}

/** systemd.service(5) asks for a sign each half of its time: one may come late. */
const SIGNS = 3

/** Starts feeding. @returns ends it */
export const feedWatchdog = (parts: WatchdogParts): Cancel => {
  const { clock, notify, log } = parts
  const { watchdog } = notify
  if (watchdog === undefined) return () => undefined
  let said = ''
  return clock.every(millis(watchdog / SIGNS), () => {
    const names = parts.still().join(', ')
    if (names === '') notify.alive(parts.status())
    else {
      if (names !== said) log.error({ still: names }, 'a part of the door stands still')
      notify.unwell(`stands still: ${names}`)
    }
    said = names
  })
}
