// Times for a person to read, as everywhere.

export { showClock, showDay, showSeconds, showSpan, showTime } from '#protocol/shown.ts'
