// What avrdude's words mean for the person: was anything written, and what is on the board now?

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SpokenError } from '../spoken.ts'
import { judgeAvrdude } from './avrdude.ts'

const test = suite('what avrdude’s end means')

const READ = 'avrdude: AVR device initialized and ready to accept instructions\navrdude: device signature = 0x1e950f\n'
const WRITING = `${READ}avrdude: writing 15104 bytes flash ...\nWriting | ###`
const DONE = '\n\navrdude done.  Thank you.\n'

interface Row {
  readonly name: string
  /** Undefined: ended by force. */
  readonly exit: number | undefined
  readonly said: string
  readonly means: string
}

const ROWS: readonly Row[] = [
  { name: 'a whole writing', exit: 0, said: `${WRITING} | 100% 1.20 s\n${DONE}`, means: 'written' },
  {
    name: 'a port that vanished while the chip was asked for its name',
    exit: 1,
    said: `avrdude: ser_recv(): read error: Input/output error${DONE}`,
    means: 'flash_not_begun',
  },
  { name: 'nothing said at all', exit: 1, said: '', means: 'flash_not_begun' },
  {
    name: 'settings of its own that it cannot read',
    exit: 1,
    said: 'avrdude error: unable to process system wide configuration file /etc/avrdude.conf\n',
    means: 'flash_not_begun',
  },
  {
    name: 'a bit rate it does not mean, before anything',
    exit: 1,
    said: `avrdude: baud rate mismatch${DONE}`,
    means: 'flash_not_begun',
  },
  {
    name: 'a chip of another kind',
    exit: 1,
    said: `avrdude: device signature = 0x1e9801\navrdude error: expected signature for ATmega328P is 1E 95 0F${DONE}`,
    means: 'flash_wrong_chip',
  },
  {
    name: 'no boot loader',
    exit: 1,
    said: `avrdude: stk500_getsync() attempt 10 of 10: not in sync: resp=0x00${DONE}`,
    means: 'not_in_sync',
  },
  { name: 'force before anything was written', exit: undefined, said: READ, means: 'not_in_sync' },
  {
    name: 'no port',
    exit: 1,
    said: `avrdude: ser_open(): can't open device "/dev/hausrecht-rig": No such file or directory${DONE}`,
    means: 'unopened',
  },
  {
    name: 'a cable pulled while pages were written',
    exit: 1,
    said: `${WRITING}\navrdude: ser_send(): write error: Input/output error${DONE}`,
    means: 'flash_broken_off',
  },
  {
    name: 'one that stopped to answer while pages were written',
    exit: 1,
    said: `${WRITING}\navrdude: stk500_paged_write(): (a) protocol error, not in sync${DONE}`,
    means: 'flash_broken_off',
  },
  { name: 'force while pages were written', exit: undefined, said: WRITING, means: 'flash_broken_off' },
  {
    name: 'a cable pulled in the words of a later avrdude',
    exit: 1,
    said: 'Writing 15104 bytes to flash\nError: unable to write page\n',
    means: 'flash_broken_off',
  },
  {
    name: 'a single byte, and then nothing',
    exit: 1,
    said: `${READ}avrdude: writing 1 byte flash ...\n`,
    means: 'flash_broken_off',
  },
  {
    name: 'something else read back than written',
    exit: 1,
    said: `${WRITING}\navrdude: verifying flash memory against held.hex\navrdude error: verification mismatch${DONE}`,
    means: 'flash_verify',
  },
]

for (const { name, exit, said, means } of ROWS) {
  test(`${means}: ${name}`, () => {
    const judged = judgeAvrdude(exit, said)
    assert.is(judged instanceof SpokenError ? judged.code : judged, means)
  })
}

const textsOf = (means: string): string[] => {
  const judged = ROWS.filter((row) => row.means === means).map(({ exit, said }) => judgeAvrdude(exit, said))
  return judged.flatMap((one) => (one instanceof SpokenError ? [one.text.en, one.text.de] : []))
}

test('names the flags that write over a board only where something was written', () => {
  for (const text of ['flash_broken_off', 'flash_verify'].flatMap(textsOf)) assert.match(text, /--variant .* --anyway/)
  const untouched = ['flash_not_begun', 'flash_wrong_chip'].flatMap(textsOf)
  assert.ok(untouched.length > 4)
  for (const text of untouched) {
    assert.match(text, /Nothing was written|Nichts wurde geschrieben/)
    assert.not.match(text, /--/)
  }
})

test('tells what it ended with, without its thanks', () => {
  const [en = ''] = textsOf('flash_broken_off')
  assert.match(en, '(avrdude: ser_send(): write error: Input/output error)')
})

test.run()
