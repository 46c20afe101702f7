import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ATMEGA328P, BootLoader, type BootLoaderOptions } from './boot-loader.ts'
import { FLASH_BYTES } from './hex.ts'

const loader = suite('chip: boot loader')

const EOP = 0x20
const talkTo = (options: BootLoaderOptions = {}) => {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff)
  const boot = new BootLoader(flash, options)
  return { flash, boot, say: (...bytes: number[]) => bytes.flatMap((byte) => boot.take(byte)) }
}

loader('is in step, tells its chip and its version', () => {
  const { say } = talkTo()
  assert.equal(say(0x30, EOP), [0x14, 0x10])
  assert.equal(say(0x75, EOP), [0x14, ...ATMEGA328P, 0x10])
  assert.equal(say(0x41, 0x81, EOP), [0x14, 8, 0x10])
  assert.equal(say(0x42, ...new Array<number>(20).fill(0x20), EOP), [0x14, 0x10])
})

loader('writes a page where it was told to, and reads it back', () => {
  const pages: number[] = []
  const { say, flash } = talkTo({ wrote: (address) => pages.push(address) })
  say(0x55, 0x40, 0x00, EOP)
  assert.equal(say(0x64, 0, 4, 0x46, 1, EOP, 3, 4, EOP), [0x14, 0x10], 'an EOP inside the data ends nothing')
  assert.equal([...flash.subarray(0x7f, 0x85)], [0xff, 1, EOP, 3, 4, 0xff])
  assert.equal(say(0x74, 0, 4, 0x46, EOP), [0x14, 1, EOP, 3, 4, 0x10])
  assert.equal(pages, [0x80])
})

loader('keeps what is worn as it was, and its own bytes', () => {
  const { say, flash } = talkTo({ worn: 1 })
  say(0x64, 0, 2, 0x46, 7, 7, EOP)
  assert.equal([...flash.subarray(0, 2)], [7, 0xff])
  say(0x55, 0x00, 0x3f, EOP)
  say(0x64, 0, 2, 0x46, 7, 7, EOP)
  assert.is(flash[0x7e00], 0xff)
})

loader('starts the program when told to, and when it hears what it does not know', () => {
  const polite = talkTo()
  assert.equal(polite.say(0x51, EOP), [0x14, 0x10])
  assert.ok(polite.boot.left)
  const rude = talkTo()
  assert.equal(rude.say(0xf9, 0xf0), [])
  assert.ok(rude.boot.left)
  assert.equal(rude.say(0x30, EOP), [])
})

loader.run()
