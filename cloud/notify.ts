// What the program tells systemd of itself (sd_notify(3)): ready, alive while its event loop turns, ending. By way of
// systemd-notify(1), since Node has no datagrams over Unix sockets. Says nothing where nobody asked for it.

import { execFile } from 'node:child_process'

const SPEAKING_MOST_MS = 5000
/** systemd.service(5) asks for a sign each half of its time: one may come late. */
const SIGNS = 3

export interface Notifier {
  /** Ready; from now on a sign of life each third of the time systemd waits. */
  ready(): void
  stopping(): void
}

/**
 * @param environment NOTIFY_SOCKET and WATCHDOG_USEC, where systemd waits for a word
 * @param failed systemd-notify could not be run or not reach systemd
 */
export const openNotifier = (environment: NodeJS.ProcessEnv, failed: (error: unknown) => void): Notifier => {
  const { NOTIFY_SOCKET: socket = '', WATCHDOG_USEC: microseconds = '', PATH = '' } = environment
  let signs: NodeJS.Timeout | undefined
  const say = (field: string): void => {
    if (socket === '') return
    const options = { env: { PATH, NOTIFY_SOCKET: socket }, timeout: SPEAKING_MOST_MS, killSignal: 'SIGKILL' } as const
    execFile('systemd-notify', [field], options, (error) => {
      if (error) failed(error)
    })
  }
  return {
    ready: () => {
      say('READY=1')
      const span = Number(microseconds) / 1000 / SIGNS
      if (socket !== '' && span >= 1) signs = setInterval(() => say('WATCHDOG=1'), span).unref()
    },
    stopping: () => {
      clearInterval(signs)
      say('STOPPING=1')
    },
  }
}
