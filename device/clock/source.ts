// Who says that the system clock is right: the system's own time synchronisation, or the configuration.

import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'

export interface TimeSource {
  /** Is it beyond doubt, even after a jump? */
  readonly certain: boolean
  /** Does it vouch for the wall clock now? Answers within seconds; an error is a no. */
  confirmed(): Promise<boolean>
}

/** Made by systemd-timesyncd at its first synchronisation since the boot (systemd-timesyncd.service(8)). */
const SYNCHRONISED = '/run/systemd/timesync/synchronized'
const ASKING_MOST_MS = 2000

/** timesyncd's mark, or what the kernel says to timedatectl of any other client (adjtimex(2) STA_UNSYNC). */
export const ntpSource = (mark: string = SYNCHRONISED, ask: () => Promise<boolean> = askTimedatectl): TimeSource => ({
  certain: false,
  confirmed: async () =>
    access(mark).then(
      () => true,
      () => ask(),
    ),
})

/** For machines whose clock is somebody else's care: `clock.trust = "system"`. */
export const SYSTEM_SOURCE: TimeSource = { certain: true, confirmed: async () => true }

const askTimedatectl = (): Promise<boolean> =>
  new Promise((resolve) => {
    const args = ['show', '--property=NTPSynchronized', '--value']
    execFile('timedatectl', args, { timeout: ASKING_MOST_MS }, (error, stdout) =>
      resolve(!error && stdout.trim() === 'yes'),
    )
  })
