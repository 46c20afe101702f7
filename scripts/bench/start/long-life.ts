// A door with a long journal: made once, kept in the cache, and given out as often as one likes. Segments that are full
// are never written again, so a copy shares them; the last one and the checkpoints are its own.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { makePerson } from '../people.ts'
import { writeBigJournal } from './big-journal.ts'

/** Changes when what is made changes: then a former one is of no use. */
const VERSION = 3

export interface LongLife {
  /** Key file of the bridge that the door is paired with. */
  readonly bridgeKey: string
  /** A door's folder with that journal. */
  copy(to: string): Promise<void>
  readonly bytes: number
}

/** There as a whole or not at all. */
const make = async (folder: string, entries: number, say: (line: string) => void): Promise<void> => {
  const fresh = `${folder}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  const door = await loadDoorKey(join(fresh, 'door-key.json'))
  const [owner, bridge] = [await makePerson(), await makePerson()]
  await writeFile(join(fresh, 'bridge-key.json'), `${JSON.stringify(bridge.secret)}\n`, { mode: 0o600 })
  await writeBigJournal(join(fresh, 'journal'), door, entries, {
    owner: owner.key.jwk,
    bridge: bridge.key.jwk,
    progress: (done) => {
      if (done % 200_000 === 1) say(`${done - 1} of ${entries} entries signed`)
    },
  })
  await rename(fresh, folder)
}

export const longLife = async (cache: string, entries: number, say: (line: string) => void): Promise<LongLife> => {
  const folder = join(cache, `door-${entries}-${VERSION}`)
  if (!existsSync(folder)) {
    say(`a journal of ${entries} entries is made once, and kept in the cache`)
    await make(folder, entries, say)
  }
  const names = readdirSync(join(folder, 'journal')).sort()
  const full = names.filter((name) => name.startsWith('journal-')).slice(0, -1)
  return {
    bridgeKey: join(folder, 'bridge-key.json'),
    bytes: names.reduce((sum, name) => sum + readFileSync(join(folder, 'journal', name)).length, 0),
    copy: async (to) => {
      await mkdir(join(to, 'journal'), { recursive: true, mode: 0o700 })
      await copyFile(join(folder, 'door-key.json'), join(to, 'door-key.json'))
      for (const name of names) {
        const put = full.includes(name) ? link : copyFile
        await put(join(folder, 'journal', name), join(to, 'journal', name))
      }
    },
  }
}
