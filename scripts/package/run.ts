// One of the system's programs, run to its end.

import { spawnSync } from 'node:child_process'
import { HausrechtError } from '#protocol/fault.ts'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: Uint8Array
  /** Milliseconds. */
  readonly within?: number
}

const MOST_BYTES = 64 * 1024 * 1024

/** What it printed. @throws HausrechtError `package_program` with its last words */
export const run = (command: string, args: readonly string[], options: RunOptions = {}): Buffer => {
  const { within = 60_000, ...rest } = options
  const done = spawnSync(command, args, { ...rest, timeout: within, maxBuffer: MOST_BYTES })
  if (done.status === 0) return done.stdout
  const why = done.error?.message ?? (done.stderr.toString().trim().split('\n').slice(-12).join('\n') || done.signal)
  throw new HausrechtError('package_program', `${command} failed (is its Debian package installed?): ${why}`)
}
