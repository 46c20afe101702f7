import { createServer } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig } from '#bridge/config/config.ts'
import { ConfigSchema } from '#device/config/config.ts'
import { readSettings } from '#protocol/settings.ts'
import { layoutIn } from './layout.ts'
import { readable } from './log-line.ts'
import { painter } from './paint.ts'
import { choosePorts } from './ports.ts'
import { bridgeSettings, deviceSettings } from './settings.ts'
import { drawTimeline, type Moment, showMs } from './timeline.ts'
import { movements } from './visit.ts'

const test = suite('what a start shows')
const plain = painter(false, {})

test('draws moments in order, with a pause where nothing happened', () => {
  const moments: Moment[] = [
    { at: 812.4, actor: 'person', text: 'pushes' },
    { at: 0, actor: 'courier', text: 'asks', main: true },
    { at: 6.25, actor: 'rig', text: 'moves' },
  ]
  assert.equal(
    drawTimeline(moments, (actor) => actor, plain),
    [
      '     0.0 ms  ◆ courier  asks',
      '     6.3 ms  ▪ rig      moves',
      '             ┊',
      '     812 ms  ◇ person   pushes',
    ],
  )
})

test('shows milliseconds as fine as they mean something', () => {
  assert.equal([0, 99.94, 100.4, 2160.2].map(showMs), ['0.0 ms', '99.9 ms', '100 ms', '2160 ms'])
})

test('paints on a terminal alone, and not where colours are unwanted', () => {
  assert.is(painter(true, {})('red', 'x'), '\u001b[31mx\u001b[39m')
  assert.is(painter(false, {})('red', 'x'), 'x')
  assert.is(painter(true, { NO_COLOR: '1' })('red', 'x'), 'x')
  assert.is(painter(true, { TERM: 'dumb' })('red', 'x'), 'x')
})

test('tells one movement of a servo from the pulses within it', () => {
  assert.equal(movements([5, 6, 25, 26, 45, 46, 900, 901, 920]), [5, 900])
  assert.equal(movements([]), [])
})

test('reads a log line as a person would', () => {
  assert.is(
    readable('{"level":40,"reason":"closed","msg":"the bridge is away"}'),
    'warning: the bridge is away, closed',
  )
  assert.is(readable('{"level":50,"err":{"message":"no disk"},"msg":"no checkpoint"}'), 'error: no checkpoint, no disk')
  assert.is(readable('Segmentation fault'), 'Segmentation fault')
})

test('takes other ports when the usual ones are taken, no two the same', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.once('error', () => resolve())
    taken.listen({ host: '127.0.0.1', port: 8083 }, () => resolve())
  })
  try {
    const ports = await choosePorts(true)
    assert.is.not(ports.ws, 8083)
    assert.is(new Set(Object.values(ports)).size, Object.keys(ports).length)
    assert.ok(Object.values<number>({ ...ports }).every((port) => port > 0))
  } finally {
    taken.close()
  }
})

test('writes settings that bridge and agent read', async () => {
  const layout = layoutIn('/srv/a "b" \\c')
  const ports = await choosePorts(false)
  assert.is(readConfig(bridgeSettings(layout, ports, 'warn'), 'x').data, layout.bridge.data)
  assert.is(readSettings(ConfigSchema, deviceSettings(layout, ports, 2000, 'warn'), 'x').unlock.hold, 2000)
})

test('keeps the socket’s path short enough for the system, wherever the folder is', () => {
  assert.is(layoutIn('/srv/h').device.socket, '/srv/h/device/door.sock')
  const deep = layoutIn(`/srv/${'deep/'.repeat(30)}`)
  assert.ok(Buffer.byteLength(deep.device.socket) <= 100)
  assert.is.not(deep.device.socket, layoutIn(`/srv/${'deep/'.repeat(31)}`).device.socket)
})

test.run()
