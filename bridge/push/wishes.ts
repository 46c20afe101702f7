// Does an owner want to hear of it now? Pure. Alarms and what the bridge noticed come through whatever was chosen,
// unless they were silenced on purpose, for a day at most.

import { PUSH_SILENCE_MOST } from '#protocol/limits.ts'
import type { PushMessage, PushWishes } from '#protocol/push.ts'
import { type EpochMs, later, minutes } from '#protocol/units.ts'

/** Later than this, what was ordinary is only confusing. */
const FRESH = minutes(10)
/** A forced entry is told of even after a long cut. */
const ALARM_FRESH = minutes(7 * 24 * 60)

/** Kinds that no choice leaves out. */
export const isUrgent = ({ kind }: PushMessage): boolean => kind === 'alarm' || kind === 'bridge'

export const isWanted = (message: PushMessage, wishes: PushWishes, now: EpochMs): boolean => {
  const { kind } = message
  if (kind === 'test') return true
  if (kind === 'alarm' || kind === 'bridge') return now <= later(message.at, ALARM_FRESH) && !areSilent(wishes, now)
  if (now > later(message.at, FRESH)) return false
  return wishes.kinds.includes(kind) && !isQuiet(wishes.quiet, now)
}

/** A clock that was set back must not make a day of silence longer than a day. */
const areSilent = ({ alarmsSilentUntil: until }: PushWishes, now: EpochMs): boolean =>
  until !== undefined && now < until && until <= later(now, PUSH_SILENCE_MOST)

/** The end is not within: 22:00 to 07:00 is over at seven. */
export const isQuiet = (quiet: PushWishes['quiet'], now: EpochMs): boolean => {
  if (!quiet || quiet.from === quiet.to) return false
  const time = timeIn(quiet.zone, now)
  if (time === undefined) return false
  const { from, to } = quiet
  return from < to ? from <= time && time < to : time >= from || time < to
}

/** `HH:MM` by the zone's clock. @returns undefined for a zone that is none */
const timeIn = (timeZone: string, now: EpochMs): string | undefined => {
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    return format.format(now)
  } catch {
    return undefined
  }
}

export const isZone = (zone: string): boolean => timeIn(zone, 0 as EpochMs) !== undefined
