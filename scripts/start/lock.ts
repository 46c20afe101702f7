// One start at a time in one folder: two bridges on one store, or two doors with one key, would be one too many.

import { readFile, rm, writeFile } from 'node:fs/promises'
import { EXIT } from '#scripts/cli/exit.ts'
import { SpokenError } from '#scripts/cli/spoken.ts'
import { fillBoth } from '#scripts/cli/text.ts'
import { WORDS } from './words.ts'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** After a power cut the number may be somebody else's: on Linux its command line tells. */
const isStart = async (pid: number): Promise<boolean> => {
  if (!isAlive(pid)) return false
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  return line === undefined || line.includes('scripts/start/main.ts')
}

/**
 * @returns what lets go of the folder
 * @throws SpokenError `running`
 */
export const takeFolder = async (path: string): Promise<() => Promise<void>> => {
  const pid = Number(await readFile(path, 'utf8').catch(() => '0'))
  if (pid > 0 && pid !== process.pid && (await isStart(pid))) {
    throw new SpokenError('running', fillBoth(WORDS.running, { pid }), EXIT.fault)
  }
  await writeFile(path, String(process.pid), { mode: 0o600 })
  return () => rm(path, { force: true })
}
