// Calendar dates without a zone: a date is the count of days since 1970-01-01.

export const DAY_MS = 86_400_000

/** @returns days since 1970-01-01, or undefined unless the text is a real date from 1970 on, as YYYY-MM-DD */
export const readDate = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS
  // Date.parse rolls 31 February over; writing it again shows that.
  return day >= 0 && writeDate(day) === text ? day : undefined
}

export const writeDate = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** 0 is Monday, 6 is Sunday. */
export const weekdayOf = (day: number): number => (day + 3) % 7
