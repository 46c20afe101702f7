// A program that writes a journal until it is killed, and says on stdout what was acknowledged. For kill.test.ts.

import { writeSync } from 'node:fs'
import { epochMs } from '#protocol/units.ts'
import { loadDoorKey } from '../keys/door-key.ts'
import { openJournal } from './journal.ts'

const [folder = '', keyPath = ''] = process.argv.slice(2)
const { signing, verify } = await loadDoorKey(keyPath)
const journal = await openJournal({
  folder,
  key: signing,
  verify,
  version: '0.0.0-test',
  clock: () => ({ now: () => epochMs(Date.now()) }),
  // Small, so that a kill meets a roll or a checkpoint often.
  checkpointEvery: 20,
  segmentBytes: 8000,
})
for (let round = 0; ; round += 1) {
  const together = Array.from({ length: 1 + (round % 7) }, async () => {
    const { n, hash } = await journal.append({ kind: 'oddity', what: `round ${round}` })
    writeSync(1, `${n} ${hash}\n`)
  })
  await Promise.all(together)
}
