// Attack 16, with clips: a thief who holds store and journal takes a clip out of the one and its entries off the tail of
// the other. Each alone is seen by the other; both together by the journal's head as it is known elsewhere.

import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verifyJournal } from '#device/journal/verify.ts'
import { verifyKey } from '#protocol/keys.ts'
import { type ClipHouse, openClipHouse } from '#scripts/cli/clips/clips.fixture.ts'

const test = suite<{ house: ClipHouse }>('attack 16: a clip taken with its entries')

test.before(async (scene) => {
  scene.house = await openClipHouse()
})
test.after(({ house }) => house.close())

test('shows by the store, by the journal, or by a head that is known elsewhere', async ({ house }) => {
  const { call, url, folder, journal, store, door } = house
  const write = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, `${name}.jsonl`)
    await writeFile(path, lines.map((line) => `${line}\n`).join(''))
    return path
  }
  const check = (path: string) => call('clips', 'check', '--cloud', url, '--journal', path)

  const honest = await house.bring()
  const short = journal.lines.length
  const taken = await house.bring()
  const [whole, cut] = [await write('whole', journal.lines), await write('cut', journal.lines.slice(0, short))]
  const sound = await check(whole)
  assert.is(sound.exit, 0, sound.out + sound.err)
  assert.match(sound.out, '2 clips')

  // Off the journal alone: the store has a clip that nobody wrote down.
  const unknown = await check(cut)
  assert.is(unknown.exit, 3)
  assert.match(unknown.out, `CHANGED: the service has a clip ${taken.clip}`)

  // Out of the middle of the journal: the chain breaks, and it is no measure for anything.
  const holed = await check(await write('holed', journal.lines.toSpliced(short, 1)))
  assert.is(holed.exit, 3)
  assert.match(holed.err, 'The journal is damaged')

  // Off the store alone: the journal has a clip that is nowhere.
  await rm(join(store, 'clips', door.thumbprint, taken.clip), { recursive: true })
  const missing = await check(whole)
  assert.is(missing.exit, 3)
  assert.match(missing.out, `MISSING: clip ${taken.clip}`)
  assert.not.match(missing.out, honest.clip)

  // Off both: they agree, and the head that the bridge, a receipt or a later clip knows does not.
  assert.is((await check(cut)).exit, 0)
  const head = journal.head()
  const lines = journal.lines.slice(0, short)
  const source = async function* () {
    yield Buffer.from(lines.map((line) => `${line}\n`).join(''))
  }
  const report = await verifyJournal(source(), await verifyKey(door.jwk), { head })
  assert.ok(!report.ok && report.code === 'journal_cut')
  assert.ok((await verifyJournal(source(), await verifyKey(door.jwk))).ok, 'nothing in it tells')
})

test.run()
