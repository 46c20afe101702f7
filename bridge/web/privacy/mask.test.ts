import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Mask, MaskSchema } from '#protocol/camera.ts'
import { epochMs } from '#protocol/units.ts'
import { byKey, FRESH, maskBetween, moved, sized } from './mask.ts'
import { cameraSaid, liveSaid } from './settings.ts'
import { TABLE } from './words.ts'

const test = suite('privacy')

const anywhere = fc.record({ x: fc.integer({ min: -500, max: 1500 }), y: fc.integer({ min: -500, max: 1500 }) })
const keys = fc.array(fc.tuple(fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'), fc.boolean()), {
  maxLength: 200,
})

test('draws areas the door takes, wherever the pointer went', () => {
  fc.assert(
    fc.property(anywhere, anywhere, (one, other) => {
      const mask = maskBetween(one, other)
      if (mask) assert.ok(MaskSchema.safeParse(mask).success, JSON.stringify(mask))
      assert.equal(mask, maskBetween(other, one))
    }),
  )
  assert.is(maskBetween({ x: 10, y: 10 }, { x: 15, y: 500 }), undefined)
})

test('keeps an area inside the picture, however it is moved and sized by keys', () => {
  fc.assert(
    fc.property(keys, (pressed) => {
      const mask = pressed.reduce<Mask>((one, [key, size]) => byKey(one, key, size) ?? one, FRESH)
      assert.ok(MaskSchema.safeParse(mask).success, JSON.stringify(mask))
    }),
  )
  assert.is(byKey(FRESH, 'Tab', false), undefined)
  assert.equal(moved(FRESH, 10, 0), { ...FRESH, x: 410 })
  assert.equal(sized(FRESH, 0, 10), { ...FRESH, h: 210 })
})

test('takes the latest word from the journal, and says when that is not known', () => {
  const hash = 'h'.repeat(43) as never
  const settings = { off: true, masks: [], sound: false, motion: true, recipients: [] }
  const entry = (n: number, what: object) => ({ v: 1, iss: hash, n, prev: hash, at: epochMs(n), what }) as never
  assert.equal(cameraSaid([entry(3, { kind: 'egress' })]).unsure, true)
  assert.equal(cameraSaid([entry(0, { kind: 'egress' })]).unsure, false)
  const said = cameraSaid([
    entry(0, { kind: 'camera_set', settings: { ...settings, off: false } }),
    entry(1, { kind: 'camera_set', settings }),
  ])
  assert.equal([said.settings.off, said.n, said.unsure], [true, 1, false])
  assert.is(liveSaid([]).settings.off, false)
})

test('has every text in both languages, with the same slots', () => {
  const slots = (text: string): string =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]))].sort().join()
  for (const [key, { en, de }] of Object.entries(TABLE)) {
    assert.ok(en.length > 0 && de.length > 0, key)
    assert.is(slots(en), slots(de), key)
  }
})

test.run()
