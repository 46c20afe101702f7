// Times, spans and sizes for a person to read, in the zone and language of whoever reads.

import type { Language } from './text.ts'
import { type EpochMs, type EpochSeconds, fromSeconds, type Millis } from './units.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const

/** "Mon 23 Nov 2026, 10:00" and the like. */
export const showTime = (at: EpochMs, language: Language, zone: string): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)

/** "Mon 23 Nov 2026". */
export const showDay = (at: EpochMs, language: Language, zone: string): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(at)

export const showSeconds = (at: EpochSeconds, language: Language, zone: string): string =>
  showTime(fromSeconds(at), language, zone)

/** "10:00:05.123". */
export const showClock = (at: EpochMs, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(at)

/** "850 ms", "12.3 s", "4 min", "3 h", "2 d". */
export const showSpan = (span: Millis, language: Language): string => {
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value)
  if (span < 1000) return `${number(span, 0)} ms`
  if (span < 120_000) return `${number(span / 1000, 1)} s`
  if (span < 7_200_000) return `${number(span / 60_000, 0)} min`
  return span < 172_800_000 ? `${number(span / 3_600_000, 0)} h` : `${number(span / 86_400_000, 0)} d`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** "850 B", "12.3 MB"; powers of a thousand. */
export const showBytes = (bytes: number, language: Language): string => {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const number = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 1 })
  return `${number.format(bytes / 1000 ** power)} ${UNITS[power]}`
}
