// Times as a person reads them at the player.

const two = (value: number): string => String(value).padStart(2, '0')

/** "0:07", "12:34", "1:02:03". */
export const showPosition = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** "10:00:05" by the reader's own zone. */
export const showClockTime = (at: number, language: 'en' | 'de'): string =>
  new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at)
