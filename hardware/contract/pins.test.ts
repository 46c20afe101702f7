import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { railMillivolts, supplyMillivolts } from './limits.ts'
import { chipPort, KEYPAD_LEGEND, PIN, PINS, type Pin } from './pins.ts'

const rows: readonly Pin[] = PINS
const map = suite('contract: pins')

map('gives every pin of the board one use and every use one name', () => {
  assert.equal(
    rows.map((row) => row.pin),
    Array.from({ length: 20 }, (_, pin) => pin),
  )
  assert.is(new Set(rows.map((row) => row.name)).size, rows.length)
})

map('prints the board name that belongs to the number', () => {
  for (const row of rows) assert.is(row.arduino, row.pin < 14 ? `D${row.pin}` : `A${row.pin - 14}`)
})

map('keeps a host away from the bolt, the keypad and the serial pins', () => {
  const free = rows.filter((row) => row.host !== 'none').map((row) => row.name)
  assert.not(free.some((name) => name === 'bolt' || name.startsWith('keypad') || name.startsWith('serial')))
  for (const row of rows) {
    if (row.host === 'output') assert.is(row.direction, 'out')
    if (row.host === 'input' || row.host === 'analog') assert.is(row.direction, 'in')
  }
})

map('puts keypad rows on port B and columns on port C, as the firmware scans them', () => {
  for (const row of rows) {
    if (row.name.startsWith('keypadRow')) assert.is(chipPort(row.pin).port, 'B')
    if (row.name.startsWith('keypadColumn')) assert.is(chipPort(row.pin).port, 'C')
  }
  assert.equal(chipPort(PIN.bolt), { port: 'B', bit: 1 })
  assert.is(new Set(KEYPAD_LEGEND.join('')).size, 12)
})

map('never has two wires of one colour', () => {
  assert.is(new Set(rows.map((row) => row.wire)).size, rows.length)
})

map('turns readings into the voltages of the dividers', () => {
  assert.is(supplyMillivolts(256), 5_000)
  assert.is(supplyMillivolts(1_023), 16_383)
  assert.is(railMillivolts(512), 5_000)
})

map.run()
