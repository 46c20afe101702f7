import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judge, size, type TargetFacts } from './judge.ts'

const test = suite('judging a target')

const card: TargetFacts = {
  path: '/dev/sdb',
  kind: 'block',
  bytes: 31_914_983_424,
  readOnly: false,
  isPartition: false,
  model: 'Generic STORAGE DEVICE',
  isRemovable: true,
  bus: 'usb',
  mounts: [],
  swaps: [],
  holders: [],
  isSystem: false,
}
const image = 2_900_000_000
const of = (facts: Partial<TargetFacts>, reallyYes = false, bytes: number | undefined = image): string => {
  const judgement = judge({ ...card, ...facts }, { bytes, reallyYes })
  return judgement.is === 'fine' ? 'fine' : judgement.code
}

test('lets a card, a stick and a plain file be written', () => {
  assert.is(of({}), 'fine')
  assert.is(of({ isRemovable: false, bus: 'mmc', path: '/dev/mmcblk0' }), 'fine')
  assert.is(of({ kind: 'file', bytes: 12, isRemovable: false, bus: 'other', path: '/srv/card.img' }), 'fine')
  assert.is(of({ kind: 'missing', bytes: 0, isRemovable: false, bus: 'other', path: '/srv/card.img' }), 'fine')
})

test('refuses what is in use, whatever is said', () => {
  for (const reallyYes of [false, true]) {
    assert.is(of({ mounts: ['/media/anna/bootfs'] }, reallyYes), 'target_mounted')
    assert.is(of({ mounts: ['/', '/boot'], isSystem: true }, reallyYes), 'target_system')
    assert.is(of({ swaps: ['/dev/sdb2'] }, reallyYes), 'target_swap')
    assert.is(of({ holders: ['dm-0'] }, reallyYes), 'target_held')
    assert.is(of({ isPartition: true }, reallyYes), 'target_partition')
    assert.is(of({ readOnly: true }, reallyYes), 'target_read_only')
    assert.is(of({ kind: 'other' }, reallyYes), 'target_kind')
    assert.is(of({ kind: 'missing' }, reallyYes), 'target_missing')
    assert.is(of({ bytes: 2_000_000_000 }, reallyYes), 'target_small')
  }
})

test('wants a large or built-in disk said in so many words', () => {
  assert.is(of({ bytes: 2_000_398_934_016 }), 'target_large')
  assert.is(of({ bytes: 2_000_398_934_016 }, true), 'fine')
  assert.is(of({ isRemovable: false, bus: 'other' }), 'target_not_card')
  assert.is(of({ isRemovable: false, bus: 'other' }, true), 'fine')
})

test('judges before the size of the image is known', () => {
  assert.equal(judge({ ...card, bytes: 1000 }, { bytes: undefined, reallyYes: false }), { is: 'fine' })
  assert.is(of({ mounts: ['/mnt'] }, false, undefined), 'target_mounted')
})

test('never lets a disk in use be written (law)', () => {
  const facts = fc.record({
    kind: fc.constantFrom('block' as const, 'file' as const),
    bytes: fc.nat(),
    readOnly: fc.boolean(),
    isPartition: fc.boolean(),
    isRemovable: fc.boolean(),
    bus: fc.constantFrom('usb' as const, 'mmc' as const, 'other' as const),
    mounts: fc.array(fc.constantFrom('/', '/mnt')),
    swaps: fc.array(fc.constant('/dev/sdb2')),
    holders: fc.array(fc.constant('dm-0')),
    isSystem: fc.boolean(),
  })
  fc.assert(
    fc.property(facts, fc.boolean(), fc.nat(), (some, reallyYes, bytes) => {
      const isUsed = some.isSystem || some.mounts.length + some.swaps.length + some.holders.length > 0
      const judgement = judge({ ...card, ...some }, { bytes, reallyYes })
      if (isUsed) assert.is(judgement.is, 'refused')
    }),
  )
})

test('says sizes as they stand on cards', () => {
  assert.is(size(31_914_983_424), '31.9 GB')
  assert.is(size(48_000_000), '48.0 MB')
})

test.run()
