import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isLoopback, isSameListener, isWebSocket } from './address.ts'

const test = suite('addresses of brokers and bridges')

const same = (one: string, other: string): boolean => isSameListener(new URL(one), new URL(other))

test('are the same listener by machine and port, however they are written', () => {
  assert.ok(same('mqtt://127.0.0.1:1883', 'mqtt://localhost'))
  assert.ok(same('mqtt://[::1]', 'mqtt://127.0.0.1:1883/'))
  assert.ok(same('mqtts://Bridge.home', 'mqtts://bridge.home:8883'))
  assert.ok(same('mqtt://bridge.home:9001', 'ws://bridge.home:9001/mqtt'))
  assert.not(same('mqtt://127.0.0.1:1883', 'mqtt://127.0.0.1:1884'))
  assert.not(same('mqtt://bridge.home', 'mqtts://bridge.home'))
  assert.not(same('mqtt://bridge.home', 'mqtt://ha.home'))
})

test('say whether they are on this machine, and whether they are a WebSocket', () => {
  assert.ok(isLoopback(new URL('mqtt://localhost')) && isLoopback(new URL('mqtt://127.1.2.3')))
  assert.not(isLoopback(new URL('mqtt://localhost.example')) || isLoopback(new URL('mqtt://10.0.0.1')))
  assert.ok(isWebSocket(new URL('wss://b.home')) && isWebSocket(new URL('ws://b.home')))
  assert.not(isWebSocket(new URL('mqtts://b.home')))
})

test.run()
