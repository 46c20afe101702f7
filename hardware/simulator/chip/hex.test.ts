import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHex } from './hex.ts'

const hex = suite('chip: hex file')

hex('reads records and leaves the rest erased', () => {
  const words = parseHex(':0400000001020304F2\n:00000001FF\n')
  assert.is(words[0], 0x0201)
  assert.is(words[1], 0x0403)
  assert.is(words[2], 0xffff)
})

hex('refuses what is not a whole hex file', () => {
  for (const text of [
    '',
    'hello',
    ':0400000001020304F3\n:00000001FF',
    ':0400000001020304F2',
    ':020000040001F9\n:00000001FF',
  ]) {
    assert.throws(
      () => parseHex(text),
      (fault: { code?: string }) => fault.code === 'sim_hex_broken',
    )
  }
})
hex.run()
