// Where the log goes: a line of JSON each on stderr, unbuffered, so that what a crash was about is the last line. For
// systemd's journal each begins with its priority (sd-daemon(3)), so that `journalctl -p warning` finds what matters.

import { fstatSync, writeSync } from 'node:fs'
import { type LevelWithSilent, type Logger, pino } from 'pino'

/** Of syslog(3), by pino's level. */
const PRIORITIES: Readonly<Record<string, number>> = { 60: 2, 50: 3, 40: 4, 30: 6, 20: 7, 10: 7 }
const STDERR = 2
/** pino puts a line's level first. */
const LEVEL = /^\{"level":(\d+)/

/** @returns the line as systemd's journal takes it */
export const withPriority = (line: string): string => {
  const priority = PRIORITIES[LEVEL.exec(line)?.[1] ?? '']
  return priority === undefined ? line : `<${priority}>${line}`
}

/** A full pipe or a log that went away is no reason for a door to end. */
const put = (line: string): void => {
  try {
    writeSync(STDERR, line)
  } catch {
    // Nobody to tell.
  }
}

/** Is it systemd's journal that reads what is written there (systemd.exec(5), JOURNAL_STREAM)? */
export const isJournal = (stream: string | undefined, fd: number): boolean => {
  if (stream === undefined) return false
  const { dev, ino } = fstatSync(fd)
  return stream === `${dev}:${ino}`
}

export const openLog = (level: LevelWithSilent): Logger => {
  if (!isJournal(process.env['JOURNAL_STREAM'], STDERR))
    return pino({ level, base: null }, pino.destination({ fd: STDERR, sync: true }))
  // The journal dates each line itself.
  return pino({ level, base: null, timestamp: false }, { write: (line: string) => put(withPriority(line)) })
}
