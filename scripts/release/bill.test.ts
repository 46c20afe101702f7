import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { billOf } from './bill.ts'
import type { Deb } from './deb.ts'

const test = suite('a bill of materials')
const deb: Deb = {
  path: '',
  name: 'hausrecht-device',
  version: '1.2.3',
  architecture: 'arm64',
  depends: 'nodejs (>= 20.19), libc6 (>= 2.36), ffmpeg | libav',
  recommends: 'avrdude',
  sha256: 'ab'.repeat(32),
}
const parts = [
  { name: '@roamhq/wrtc', version: '0.10.0', integrity: 'sha512-/////w==', licence: 'BSD-2-Clause' },
  { name: 'both', version: '1.0.0+x', licence: '(MIT OR Apache-2.0)' },
  { name: 'odd', version: '1.0.0', licence: 'SEE LICENSE IN x' },
]
interface Bill {
  readonly serialNumber: string
  readonly components: readonly Readonly<Record<string, unknown>>[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
}
const bill = billOf(deb, parts, 0) as Bill

test('names each part by its package URL, hash and licence', () => {
  const wrtc = bill.components.find(({ name }) => name === 'wrtc')
  assert.is(wrtc?.['purl'], 'pkg:npm/%40roamhq/wrtc@0.10.0')
  assert.is(wrtc?.['group'], '@roamhq')
  assert.equal(wrtc?.['hashes'], [{ alg: 'SHA-512', content: 'ffffffff' }])
  assert.equal(wrtc?.['licenses'], [{ license: { id: 'BSD-2-Clause' } }])
  const licences = (name: string) => bill.components.find((one) => one['name'] === name)?.['licenses']
  assert.equal(licences('both'), [{ expression: '(MIT OR Apache-2.0)' }])
  assert.equal(licences('odd'), [{ license: { name: 'SEE LICENSE IN x' } }])
})

test('names what it leans on in Debian', () => {
  const debian = bill.components.filter(({ purl }) => String(purl).startsWith('pkg:deb/debian/'))
  assert.equal(debian.map(({ name, scope }) => [name, scope]).sort(), [
    ['avrdude', 'optional'],
    ['ffmpeg', 'required'],
    ['libav', 'required'],
    ['libc6', 'required'],
    ['nodejs', 'required'],
  ])
  const node = debian.find(({ name }) => name === 'nodejs')
  assert.equal(node?.['properties'], [{ name: 'hausrecht:asked', value: '>= 20.19' }])
})

test('has each reference once, and depends only on what is there', () => {
  const refs = bill.components.map((one) => one['bom-ref'])
  assert.is(new Set(refs).size, refs.length)
  const [own, ...others] = bill.dependencies
  assert.is(own?.ref, 'pkg:deb/hausrecht/hausrecht-device@1.2.3?arch=arm64')
  assert.equal(own?.dependsOn, refs)
  assert.equal(
    others.map(({ ref }) => ref),
    refs,
  )
})

test('is the same for the same package, and has a serial number of its own', () => {
  assert.equal(billOf(deb, [...parts].reverse(), 0), bill)
  assert.match(bill.serialNumber, /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  assert.is.not((billOf({ ...deb, sha256: 'cd'.repeat(32) }, parts, 0) as Bill).serialNumber, bill.serialNumber)
})

test.run()
