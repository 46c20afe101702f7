// The agent as a process, at a door that was paired before: its journal says so, as it would after the real pairing.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openJournal } from '#device/journal/journal.ts'
import { loadDoorKey } from '#device/keys/door-key.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import { type DoorId, epochMs } from '#protocol/units.ts'
import { type Program, startProgram, typescript } from './program.ts'

export interface AgentPlace {
  readonly folder: string
  readonly rig: string
  /** Where the bridge listens. */
  readonly url: string
  /** Further tables of the settings; without any, a door without a camera. */
  readonly tables?: readonly string[]
  /** Leader of a process group, in which its camera's process is too: to be killed as one. */
  readonly group?: boolean
  /** Path of a built agent; the sources when left out. */
  readonly program?: string
}

const NO_CAMERA = ['[camera]', 'source = "none"']

/** Makes the door's key and a journal that says who owns it. @returns the door's id */
export const pairOnDisk = async (folder: string, owner: PublicJwk, bridge: PublicJwk): Promise<DoorId> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const key = await loadDoorKey(join(folder, 'door-key.json'))
  const journal = await openJournal({
    folder: join(folder, 'journal'),
    key: key.signing,
    verify: key.verify,
    version: 'bench',
    clock: () => ({ now: () => epochMs(Date.now()) }),
  })
  await journal.append({ kind: 'paired', owner, bridge })
  await journal.close()
  return key.door
}

export const startAgent = async ({
  folder,
  rig,
  url,
  tables: more = NO_CAMERA,
  group = false,
  program,
}: AgentPlace): Promise<Program> => {
  const file = join(folder, 'device.toml')
  const tables = [...more, '[bridge]', `url = "${url}"`, '[clock]', 'trust = "system"', '[log]', 'level = "warn"']
  await writeFile(file, [`data = "${folder}"`, `rig = "${rig}"`, ...tables, ''].join('\n'))
  return startProgram({
    name: 'agent',
    ...(program === undefined
      ? typescript('device/main.ts', '--config', file)
      : { command: process.execPath, args: [program, '--config', file] }),
    // As in the unit.
    ...(program === undefined ? {} : { env: { ...process.env, MALLOC_ARENA_MAX: '2' } }),
    isReady: (line) => line.includes('"ready":true'),
    group,
  })
}
