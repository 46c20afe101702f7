// Times as a person reads them: the day by its name when it is near, in the zone of the door where one is named.

import type { Language } from '../../core/words.ts'
import type { Stretch } from './when.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const

const formatted = (at: number, language: Language, options: Intl.DateTimeFormatOptions, zone?: string): string => {
  const locale = LOCALES[language]
  try {
    return new Intl.DateTimeFormat(locale, zone === undefined ? options : { ...options, timeZone: zone }).format(at)
  } catch {
    // A zone that this browser does not know.
    return new Intl.DateTimeFormat(locale, options).format(at)
  }
}

const hour = (at: number, language: Language, zone?: string): string =>
  formatted(at, language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone)

const dayKey = (at: number, zone?: string): string =>
  formatted(at, 'en', { year: 'numeric', month: '2-digit', day: '2-digit' }, zone)

/** "today", "tomorrow" or "Mon, 23 Nov". */
export const dayName = (at: number, now: number, language: Language, zone?: string): string => {
  const relative = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' })
  if (dayKey(at, zone) === dayKey(now, zone)) return relative.format(0, 'day')
  if (dayKey(at, zone) === dayKey(now + 86_400_000, zone)) return relative.format(1, 'day')
  const isFar = Math.abs(at - now) > 180 * 86_400_000
  const year = isFar ? ({ year: 'numeric' } as const) : {}
  return formatted(at, language, { weekday: 'short', day: 'numeric', month: 'short', ...year }, zone)
}

/** "today 14:00–16:00", or both days when they differ. */
export const stretchName = ({ start, end }: Stretch, now: number, language: Language, zone?: string): string => {
  const [first, last] = [dayName(start, now, language, zone), dayName(end, now, language, zone)]
  const [from, to] = [hour(start, language, zone), hour(end, language, zone)]
  return first === last ? `${first} ${from}–${to}` : `${first} ${from} – ${last} ${to}`
}

/** "16:00", with the day unless it is today. */
export const momentName = (at: number, now: number, language: Language, zone?: string): string => {
  const time = hour(at, language, zone)
  return dayKey(at, zone) === dayKey(now, zone) ? time : `${dayName(at, now, language, zone)} ${time}`
}
