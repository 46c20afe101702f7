// The order in which a board is written, cut off after every page: what stands in its flash then, and what a board with
// that in its flash does.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createRig } from '#hardware/simulator/rig/rig.ts'
import { bytesOf, toHex } from './hex.ts'
import { hexOf } from './image.fixture.ts'
import { stagesOf } from './stages.ts'

const PAGE = 128
const test = suite('the order in which a board is written')

const flashOf = (hex: string): Uint8Array => {
  const bytes = bytesOf(hex)
  assert.ok(bytes)
  return bytes ?? new Uint8Array()
}

const [OLD, NEW] = [flashOf(hexOf('relay')), flashOf(hexOf('servo'))]
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
const pageOf = (flash: Uint8Array, page: number): Uint8Array => flash.subarray(page * PAGE, (page + 1) * PAGE)
/** Last address that an image has anything for. */
const endOf = (bytes: Uint8Array): number => bytes.findLastIndex((byte) => byte !== 0xff)

/** What is in the flash after each page, from nothing written to all. */
const states = (): Uint8Array[] => {
  const { held, first } = stagesOf(NEW)
  const flash = OLD.slice()
  const all = [flash.slice()]
  for (const stage of [held, first]) {
    const [bytes, pages] = [flashOf(stage), Math.ceil((endOf(flashOf(stage)) + 1) / PAGE)]
    for (let page = 0; page < pages; page += 1) {
      flash.set(pageOf(bytes, page), page * PAGE)
      all.push(flash.slice())
    }
  }
  return all
}

test('begins with the page that stays where it is, and ends with the new one whole', () => {
  const all = states()
  const pages = Math.ceil((endOf(NEW) + 1) / PAGE)
  assert.is(all.length, pages + 2)
  const stays = pageOf(flashOf(stagesOf(NEW).held), 0)
  for (const [cut, flash] of all.entries()) {
    if (cut === 0) assert.ok(same(flash, OLD))
    else if (cut === all.length - 1) assert.ok(same(flash.subarray(0, pages * PAGE), NEW.subarray(0, pages * PAGE)))
    else assert.ok(same(pageOf(flash, 0), stays), `after ${cut} pages`)
  }
})

/** Of a board with that in its flash, started and left alone. */
const lookAt = async (flash: Uint8Array) => {
  const rig = createRig({ variant: 'servo', hex: toHex(flash) })
  let said = 0
  rig.port.on('data', (bytes: Uint8Array) => {
    said += bytes.length
  })
  await rig.advance(400)
  const { tally, bolt, cameraRelay, buzzer } = rig.observe()
  rig.close()
  return { moved: tally.boltLeftHome, pin: bolt.pin, cameraRelay, buzzer, says: said > 0 }
}

test('leaves a board between old and new that says nothing and moves nothing', async () => {
  const all = states()
  const still = { moved: 0, pin: 0, cameraRelay: false, buzzer: false, says: false }
  for (const cut of [1, Math.floor(all.length / 3), all.length - 2]) assert.equal(await lookAt(all[cut] ?? NEW), still)
  assert.ok((await lookAt(all.at(-1) ?? NEW)).says, 'the whole one does')
})

test('takes an image apart and puts it together again, and takes none that is not whole', () => {
  const text = hexOf('servo')
  assert.ok(same(flashOf(toHex(NEW)), NEW))
  const lines = text.trimEnd().split(/\r?\n/)
  const broken = [
    lines.slice(0, -1),
    lines.map((line, at) => (at === 9 ? line.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) : line)),
    lines.map((line, at) => (at === 9 ? line.slice(0, -2) : line)),
    [':020000021000EC', ...lines],
    [],
  ]
  for (const [at, each] of broken.entries()) assert.is(bytesOf(each.join('\n')), undefined, String(at))
  assert.ok(same(flashOf(lines.join('\r\n')), NEW))
})

test.run()
