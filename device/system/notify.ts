// What the program tells systemd of itself (sd_notify(3)), by way of systemd-notify(1): Node has no datagrams over Unix
// sockets. Says nothing where nobody asked for it; knows nothing of what is well.

import { execFile } from 'node:child_process'
import { type Millis, millis } from '#protocol/units.ts'

const SPEAKING_MOST_MS = 5000

export interface Notifier {
  /** Within this a sign of life is awaited; undefined: none is. */
  readonly watchdog: Millis | undefined
  /** Started, and as well as it will be. */
  ready(status: string): void
  /** A sign of life, with a line for `systemctl status`. */
  alive(status: string): void
  /** A line for `systemctl status`, and no sign of life. */
  unwell(status: string): void
  stopping(): void
}

const SILENT: Notifier = {
  watchdog: undefined,
  ready: () => undefined,
  alive: () => undefined,
  unwell: () => undefined,
  stopping: () => undefined,
}

/** Control characters would begin a field of their own. */
const line = (status: string): string => `STATUS=${status.replace(/\p{Cc}+/gu, ' ').slice(0, 200)}`

/**
 * @param environment takes NOTIFY_SOCKET and WATCHDOG_USEC out of it, so that no child speaks for the program
 * @param failed systemd-notify could not be run or not reach systemd
 */
export const openNotifier = (environment: NodeJS.ProcessEnv, failed: (error: unknown) => void): Notifier => {
  const { NOTIFY_SOCKET: socket = '', WATCHDOG_USEC: microseconds = '', WATCHDOG_PID: pid } = environment
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete environment[name]
  if (socket === '') return SILENT
  const mine = pid === undefined || pid === String(process.pid)
  const say = (...fields: readonly string[]): void => {
    const env = { PATH: environment['PATH'] ?? '', NOTIFY_SOCKET: socket }
    execFile('systemd-notify', [...fields], { env, timeout: SPEAKING_MOST_MS, killSignal: 'SIGKILL' }, (error) => {
      if (error) failed(error)
    })
  }
  return {
    watchdog: mine && /^[1-9]\d{0,14}$/.test(microseconds) ? millis(Number(microseconds) / 1000) : undefined,
    ready: (status) => say('READY=1', line(status)),
    alive: (status) => say('WATCHDOG=1', line(status)),
    unwell: (status) => say(line(status)),
    stopping: () => say('STOPPING=1'),
  }
}
