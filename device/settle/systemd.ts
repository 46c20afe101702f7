// systemd through its own program: how the agent's unit is, and starting it anew. Says "other" where it says nothing.

import { execFile } from 'node:child_process'
import type { WatchParts } from './watch.ts'

const LIMIT = 20_000

/** @returns what it printed; undefined when it failed or took too long */
const systemctl = (...args: string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile('systemctl', args, { timeout: LIMIT, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error ? undefined : stdout)
    })
  })

const ACTIVE = { active: 'active', failed: 'failed' } as const

export const systemdUnit = (name: string): WatchParts['unit'] => ({
  look: async () => {
    const shown = (await systemctl('show', '--property=ActiveState,InvocationID,NRestarts', name)) ?? ''
    const {
      ActiveState = '',
      InvocationID = '',
      NRestarts = '',
    } = Object.fromEntries(
      shown.split('\n').map((line): [string, string] => {
        const [key = '', ...rest] = line.split('=')
        return [key, rest.join('=')]
      }),
    ) as Partial<Record<string, string>>
    const unit = ActiveState === 'active' || ActiveState === 'failed' ? ACTIVE[ActiveState] : 'other'
    return { unit, run: InvocationID, restarts: Number.parseInt(NRestarts, 10) || 0 }
  },
  reload: async () => void (await systemctl('daemon-reload')),
  restart: async () => {
    // A unit that used up its starts is not started again before this.
    await systemctl('reset-failed', name)
    await systemctl('restart', '--no-block', name)
  },
})
