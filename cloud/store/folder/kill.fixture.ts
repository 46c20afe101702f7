// Puts objects until it is killed; says each aloud once the store says it is kept. Arguments: folder, round.

import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openFolderStore } from './folder.ts'

/** What lies under a key: up to 300 kB that only this key gives. */
export const contentOf = (key: string): Buffer => {
  const seed = createHash('sha256').update(key).digest()
  return Buffer.alloc(1 + (seed.readUInt32LE(0) % 300_000), seed)
}

const [folder, round] = process.argv.slice(2)

const putOn = async (at: string, line: number): Promise<void> => {
  const store = await openFolderStore(at, 0)
  for (let n = 0; ; n += 1) {
    const key = `k/${round}-${line}-${n % 7}/parts/${n}`
    await store.putIfAbsent(key, contentOf(key))
    writeSync(1, `${key}\n`)
  }
}

if (folder !== undefined && round !== undefined) await Promise.all([0, 1, 2].map((line) => putOn(folder, line)))
