// A card whose first writing was cut off, written a second time with another image: the second one wins wholly, byte for
// byte and file for file as on a card that was never written before.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runTool } from './boot/fat.ts'
import { readPartitions } from './boot/partitions.ts'
import { argsFor, boots, codeFrom, flashing, textOf, WIFI, withImage } from './desk.fixture.ts'
import { BOOT_START, missingForImage, type SmallImage } from './small-image.fixture.ts'

const missing = missingForImage()
const again = suite(`a card written again after a cut${missing === undefined ? '' : ` (${missing})`}`)
// Needs the tools that make file systems.
const test = missing === undefined ? again : again.skip

/** Larger than the second one, with another kind of table, and prepared another way. */
const FIRST = { table: 'gpt', boot: 6 * 1024 * 1024 } as const
const SECOND = { cloud: false } as const

/** Where the first writing ends: in the middle; read back and not prepared; all done but the first sectors. */
const CUTS = ['writing 5', 'verifying 3', 'verifying 10'] as const

const cutOff = async (small: SmallImage, card: string, at: string): Promise<void> => {
  const stop = new AbortController()
  const show = (text: string): void => {
    if (text.startsWith(at)) stop.abort()
  }
  const args = [...argsFor(small, card).map((arg) => (arg === 'door' ? 'first' : arg)), ...WIFI(small)]
  assert.is(await codeFrom(flashing(small, args, { stop: stop.signal, show })), 'stopped')
  assert.not(await boots(card))
}

const namesOn = async (card: string): Promise<readonly string[]> => {
  const { code, out } = await runTool('mdir', ['-i', `${card}@@${BOOT_START}`, '-b', '-/', '::'], 'mtools')
  assert.is(code, 0)
  return out
    .toString()
    .split('\n')
    .map((line) => line.replace(/^::\//, ''))
    .filter((line) => line !== '')
    .sort()
}

const assertSame = async (card: string, fresh: string, bytes: number): Promise<void> => {
  const [is, wanted] = [(await readFile(card)).subarray(0, bytes), await readFile(fresh)]
  assert.is(wanted.length, bytes)
  const [boot] = readPartitions(wanted)
  assert.is(boot?.start, BOOT_START)
  const end = BOOT_START + (boot?.bytes ?? 0)
  assert.ok(is.subarray(0, BOOT_START).equals(wanted.subarray(0, BOOT_START)), 'before the boot partition')
  assert.ok(is.subarray(end).equals(wanted.subarray(end)), 'after the boot partition')
  const names = await namesOn(fresh)
  assert.ok(names.includes('firstrun.sh') && names.includes('hausrecht/settings'), names.join(' '))
  assert.equal(await namesOn(card), names)
  for (const name of names.filter((each) => !each.endsWith('/')))
    assert.is(await textOf(card, name), await textOf(fresh, name), name)
  assert.not(is.includes('Café') || is.includes("HOST='first'"), 'nothing is left of the first one')
}

test('is as if it had never been begun, wherever the cut was', async () => {
  await withImage(FIRST, async (first) => {
    await withImage(SECOND, async (second) => {
      const fresh = join(second.folder, 'fresh.img')
      await flashing(second, argsFor(second, fresh))
      for (const [n, cut] of CUTS.entries()) {
        const card = join(second.folder, `card-${n}.img`)
        await cutOff(first, card, cut)
        assert.is((await flashing(second, [...argsFor(second, card), '--yes'])).firstBoot, 'firstrun')
        assert.ok(await boots(card))
        await assertSame(card, fresh, second.bytes)
      }
    })
  })
})

again.run()
