import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Firmware } from '#device/bolt/firmware.ts'
import type { Image } from './image.ts'
import { against, type FlashWish, type Found, missing, variantFor } from './plan.ts'

const test = suite('may this image be written now')

const image = (changes: Partial<Image> = {}): Image => ({
  ...{ bytes: new Uint8Array(), name: 'hausrecht-rig-servo', variant: 'servo', major: 2, minor: 3 },
  ...changes,
})
const running = (name: string, major = 2, minor = 3): Firmware => ({ name, major, minor })
const SERVO = running('hausrecht-rig-servo')
const RELAY = running('hausrecht-rig-relay')
const home = (firmware: Firmware | undefined): Found => ({ firmware, bolt: 'home' })
const wish = (changes: Partial<FlashWish> = {}): FlashWish => ({
  ...{ variant: undefined, older: false, anyway: false, unlocked: false },
  ...changes,
})

interface Row {
  readonly name: string
  readonly image?: Partial<Image>
  readonly found: Found
  readonly wish?: Partial<FlashWish>
  /** Undefined: go. */
  readonly code?: string
}

const blank: Found = { firmware: undefined, bolt: undefined }
const foreign: Found = { firmware: running('StandardFirmata', 9, 9), bolt: undefined }
const relay: Partial<Image> = { variant: 'relay', name: 'hausrecht-rig-relay' }

const ROWS: readonly Row[] = [
  { name: 'the same version again', found: home(SERVO) },
  { name: 'a newer one over an older', image: { minor: 4 }, found: home(SERVO) },
  {
    name: 'a newer major over one that cannot be measured any more, if that is meant',
    image: { major: 3 },
    found: { firmware: SERVO, bolt: undefined },
    wish: { unlocked: true },
  },
  {
    name: 'a newer major over one that cannot be measured any more',
    image: { major: 3 },
    found: { firmware: SERVO, bolt: undefined },
    code: 'flash_not_locked',
  },
  { name: 'an older minor', image: { minor: 2 }, found: home(SERVO), code: 'flash_older' },
  {
    name: 'an older major with a higher minor',
    image: { major: 1, minor: 9 },
    found: home(SERVO),
    code: 'flash_older',
  },
  { name: 'an older one that is meant', image: { minor: 2 }, found: home(SERVO), wish: { older: true } },
  {
    name: 'an older one that is meant, with the bolt out',
    image: { minor: 2 },
    found: { firmware: SERVO, bolt: 'out' },
    wish: { older: true },
    code: 'flash_not_locked',
  },
  { name: 'with the bolt out', found: { firmware: SERVO, bolt: 'out' }, code: 'flash_not_locked' },
  {
    name: 'with a bolt that nobody can tell of',
    found: { firmware: SERVO, bolt: 'unknown' },
    code: 'flash_not_locked',
  },
  {
    name: 'with the bolt out, at the owner’s own risk',
    found: { firmware: SERVO, bolt: 'out' },
    wish: { unlocked: true },
  },
  {
    name: 'with the bolt out, as one repeats it after a writing that broke off',
    found: { firmware: SERVO, bolt: 'out' },
    wish: { variant: 'servo', anyway: true, older: true },
    code: 'flash_not_locked',
  },
  {
    name: 'with a bolt of which nothing came, as one repeats it after a writing that broke off',
    found: { firmware: SERVO, bolt: undefined },
    wish: { variant: 'servo', anyway: true },
    code: 'flash_not_locked',
  },
  { name: 'the other variant', found: home(RELAY), code: 'flash_other_variant' },
  {
    name: 'the other variant, at the owner’s own risk for the bolt alone',
    found: home(RELAY),
    wish: { anyway: true, older: true, unlocked: true },
    code: 'flash_other_variant',
  },
  { name: 'the other variant, named', found: home(RELAY), wish: { variant: 'servo' } },
  {
    name: 'a file for another variant than the named',
    image: relay,
    found: home(RELAY),
    wish: { variant: 'servo' },
    code: 'flash_hex_variant',
  },
  { name: 'onto a blank board', found: blank, code: 'flash_no_variant' },
  {
    name: 'onto a blank board, with the variant named',
    found: blank,
    wish: { variant: 'servo' },
    code: 'flash_strange',
  },
  {
    name: 'onto a blank board, whatever its bolt',
    found: blank,
    wish: { variant: 'servo', unlocked: true },
    code: 'flash_strange',
  },
  {
    name: 'onto a blank board, with the variant named, if that is meant',
    found: blank,
    wish: { variant: 'servo', anyway: true },
  },
  {
    name: 'onto a blank board, with another variant named',
    found: blank,
    wish: { variant: 'relay' },
    code: 'flash_hex_variant',
  },
  { name: 'onto a board with somebody else’s program', found: foreign, code: 'flash_no_variant' },
  {
    name: 'onto a board with somebody else’s program, with the variant named',
    found: foreign,
    wish: { variant: 'servo' },
    code: 'flash_strange',
  },
  {
    name: 'onto a board with somebody else’s program, if that is meant',
    found: foreign,
    wish: { variant: 'servo', anyway: true },
  },
]

for (const row of ROWS) {
  test(`${row.code === undefined ? 'writes' : 'refuses'}: ${row.name}`, () => {
    assert.is(against(image(row.image), row.found, wish(row.wish))?.code, row.code)
  })
}

test('has the image back when that answers, and says how to go on when it does not', () => {
  const text = (now: Firmware | undefined): string => {
    const { code, text: { en, de } = { en: '', de: '' } } = missing(image(), now) ?? {}
    assert.is(/--variant servo --anyway/.test(en), code === 'flash_mute', en)
    assert.is(/--variant servo --anyway/.test(de), code === 'flash_mute', de)
    return code ?? ''
  }
  const answers = [SERVO, running('hausrecht-rig-servo', 2, 2), running('hausrecht-rig-servo', 3, 3), RELAY]
  assert.equal(answers.map(text), ['', 'flash_not_back', 'flash_not_back', 'flash_not_back'])
  assert.equal([undefined, running('StandardFirmata')].map(text), ['flash_mute', 'flash_mute'])
})

test('takes the named variant, else the board’s own, else none', () => {
  assert.is(variantFor(SERVO, undefined), 'servo')
  assert.is(variantFor(RELAY, 'servo'), 'servo')
  assert.is(variantFor(running('StandardFirmata'), undefined), undefined)
  assert.is(variantFor(undefined, undefined), undefined)
})

test.run()
