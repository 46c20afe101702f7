// A program that fills a spool until it is killed, and says on stdout what was acknowledged. For kill.test.ts.

import { writeSync } from 'node:fs'
import pino from 'pino'
import { freshClipId } from '#protocol/ids.ts'
import { headAt, IDENTITY, partOf } from './spool.fixture.ts'
import { openSpool } from './spool.ts'

const [folder = '', from = '0'] = process.argv.slice(2)
const say = (word: string): void => void writeSync(1, `${word}\n`)
const spool = await openSpool({
  folder,
  bytes: 1024 ** 3,
  bounds: { floor: 0 },
  log: pino({ level: 'silent' }),
  dropped: (clip) => say(`dropped ${clip}`),
})

/** Takes its time from the writes between the acknowledgements, as the service would. */
const sendSome = async (most: number): Promise<void> => {
  for (const { clip, item } of spool.outbox.waiting().slice(-most)) {
    if (item.what === 'end') say(`leaving ${clip}`)
    await spool.outbox.sent(clip, item)
  }
}

for (let jn = Number(from); ; jn += 1) {
  const clip = freshClipId()
  await spool.begin(clip, headAt(jn), IDENTITY)
  say(`begun ${clip}`)
  for (let n = 0; n < 1 + (jn % 5); n += 1) {
    await Promise.all([spool.write(clip, n, partOf(clip, n, 40_000)), sendSome(2)])
    say(`part ${clip} ${n}`)
  }
  if (jn % 3 > 0) {
    await spool.end(clip, `end.${clip}`)
    say(`ended ${clip}`)
  }
}
