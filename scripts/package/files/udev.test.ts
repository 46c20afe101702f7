// The packaged udev rules, walked for boards and cameras in every order in which the kernel may number them.

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isConverter } from '#device/bolt/converters.ts'
import { type Plugged, walk } from './udev.fixture.ts'

const RULES = readFileSync(new URL('device/root/usr/lib/udev/rules.d/61-hausrecht.rules', import.meta.url), 'utf8')
const test = suite('names that udev gives')

interface Board {
  readonly vendor: string
  readonly product: string
  /** Of its socket: `0:1.2`. */
  readonly socket: string
  readonly acm?: boolean
}

const pathOf = (socket: string): string => `platform-xhci-hcd.0.auto-usb-${socket}:1.0`

/** @param number as the kernel counts those of its kind, in the order it found them */
const serial = ({ vendor, product, socket, acm = false }: Board, number: number): Plugged => ({
  subsystem: 'tty',
  kernel: `${acm ? 'ttyACM' : 'ttyUSB'}${number}`,
  parents: [
    { bInterfaceNumber: '00' },
    { idVendor: vendor, idProduct: product, serial: `serial-${socket}` },
    // The hub above it, of another vendor.
    { idVendor: '1d6b', idProduct: '0002' },
  ],
  env: { ID_BUS: 'usb', ID_PATH: pathOf(socket) },
})

const RIG: Board = { vendor: '1a86', product: '7523', socket: '0:1.2' }
const OTHERS: readonly Board[] = [
  { vendor: '0403', product: '6001', socket: '0:1.1' },
  { vendor: '2341', product: '0043', socket: '0:1.3', acm: true },
  // A GPS with an adapter of another kind.
  { vendor: '067b', product: '2303', socket: '0:1.4' },
]

const orders = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) => orders(items.filter((each) => each !== item)).map((rest) => [item, ...rest]))

/** Links by socket, for boards found in this order. */
const linksIn = (found: readonly Board[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    found
      .map((board): [string, readonly string[]] => {
        const kind = found.filter(({ acm }) => acm === board.acm)
        return [board.socket, walk(RULES, serial(board, kind.indexOf(board))).links]
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )

test('are the same for each board in whatever order the kernel found them', () => {
  const all = [RIG, ...OTHERS]
  const expected = linksIn(all)
  assert.equal(expected, {
    '0:1.1': ['hausrecht-rig', `hausrecht-rigs/${pathOf('0:1.1')}`],
    '0:1.2': ['hausrecht-rig', `hausrecht-rigs/${pathOf('0:1.2')}`],
    '0:1.3': ['hausrecht-rig', `hausrecht-rigs/${pathOf('0:1.3')}`],
    '0:1.4': [],
  })
  const every = orders(all)
  assert.is(every.length, 24)
  for (const found of every) assert.equal(linksIn(found), expected)
})

test('go to the same converters that the command line looks for', () => {
  const ids = ['2341:0043', '2a03:0001', '1a86:7523', '1a86:55d4', '1a86:5523', '0403:6001', '0403:6010', '10c4:ea60']
  for (const id of [...ids, '10c4:ea70', '067b:2303', '1546:01a8']) {
    const [vendor = '', product = ''] = id.split(':')
    const { links, group, env } = walk(RULES, serial({ vendor, product, socket: '0:1' }, 0))
    assert.is(links.length > 0, isConverter(vendor, product), id)
    assert.is(group, links.length > 0 ? 'hausrecht' : undefined, id)
    assert.is(env['ID_MM_DEVICE_IGNORE'], links.length > 0 ? '1' : undefined, id)
  }
})

test('take no converter whose vendor is one device’s and whose product another’s', () => {
  const mixed = serial({ vendor: '1d50', product: '7523', socket: '0:1' }, 0)
  const parents = [...(mixed.parents ?? []), { idVendor: '1a86', idProduct: '8010' }]
  assert.equal(walk(RULES, { ...mixed, parents }).links, [])
})

test('leave out the board that its owner keeps the door from, and whatever is taken away', () => {
  const board = serial(RIG, 0)
  assert.equal(walk(RULES, { ...board, env: { ...board.env, HAUSRECHT_IGNORE: '1' } }).links, [])
  assert.equal(walk(RULES, { ...board, action: 'remove' }).links, [])
})

const camera = (
  index: string,
  number: number,
  socket: string,
  more: Readonly<Record<string, string>> = {},
): Plugged => ({
  subsystem: 'video4linux',
  kernel: `video${number}`,
  attributes: { index },
  env: { ID_BUS: 'usb', ID_PATH: pathOf(socket), ID_V4L_CAPABILITIES: ':capture:', ...more },
})

test('go to a USB camera’s pictures, not to its metadata, and to no other video device', () => {
  for (const number of [0, 7])
    assert.equal(walk(RULES, camera('0', number, '0:2')).links, [
      'hausrecht-camera',
      `hausrecht-cameras/${pathOf('0:2')}`,
    ])
  assert.equal(walk(RULES, camera('1', 1, '0:2')).links, [])
  assert.equal(walk(RULES, camera('0', 1, '0:2', { ID_V4L_CAPABILITIES: ':' })).links, [])
  assert.equal(walk(RULES, camera('0', 10, '0:2', { ID_BUS: 'platform' })).links, [])
})

test.run()
