// Packages of several versions for a test of updates, quickly made; and what the door's judge says inside.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pause, until } from '#test/support/wait.ts'
import { command } from './command.ts'
import type { Inside } from './machine.ts'
import type { Package } from './package-inside.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILD_WITHIN = 300_000
export const VERSIONS = '/var/lib/hausrecht-versions/device'

/** @returns the package of the sources as they are, under this number */
export const build = async (to: string, room: Package, version: string): Promise<string> => {
  const wanted = [room, '--arch', 'amd64', '--quick', '--version', version, '--to', to]
  const program = ['--import', import.meta.resolve('tsx'), join(ROOT, 'scripts/package/main.ts')]
  await command(process.execPath, [...program, ...wanted], BUILD_WITHIN)
  return join(to, `hausrecht-${room}_${version}_${room === 'cloud' ? 'all' : 'amd64'}.deb`)
}

export interface Status {
  readonly current?: string
  readonly previous?: string
  readonly trial?: object
  readonly refused?: string
  /** The version that answers on the door's socket. */
  readonly answers?: string
}

export const status = async (door: Inside): Promise<Status> =>
  JSON.parse(await door.must(`node ${VERSIONS}/settle.mjs status`)) as Status

/** @param limit for a trial, the old version's start, and a loaded computer */
export const settled = (door: Inside, version: string, limit = 180_000): Promise<void> =>
  until(
    async () => {
      const { current, trial, answers } = await status(door)
      if (current === version && trial === undefined && answers === version) return true
      await pause(500)
      return false
    },
    `${version} runs and stays`,
    limit,
  )
