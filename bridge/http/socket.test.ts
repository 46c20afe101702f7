import { once } from 'node:events'
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectAs } from '#test/support/client.ts'
import { makeKey } from '#test/support/people.ts'
import { rejection, until, within } from '#test/support/wait.ts'
import { type Bridge, createBridge } from '../bridge.ts'
import { realClock } from '../clock.ts'
import type { HttpOpening } from '../config/parts.ts'
import { createLog } from '../log/log.ts'
import type { StorePort } from '../store/port.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { CERTIFICATE, PRIVATE_KEY } from '../tls/loopback.fixture.ts'
import { type Http, openHttp } from './http.ts'

const key = await makeKey()
const plain: HttpOpening = { address: { host: '127.0.0.1', port: 0 }, tls: undefined }
const sealed: HttpOpening = { ...plain, tls: { cert: CERTIFICATE, key: PRIVATE_KEY } }

const test = suite<{ store: StorePort; bridge: Bridge; http: Http; ws: string; wss: string }>('MQTT beside the pages')
test.before.each(async (context) => {
  const clock = realClock()
  const log = createLog('silent')
  context.store = await openSqliteStore(':memory:')
  const { store } = context
  const limits = { broker: { perAddress: 20 } }
  const bridge = await createBridge({ key, store, clock, log, limits, listen: [] })
  context.bridge = bridge
  const { upgrade } = bridge
  context.http = await openHttp([plain, sealed], { key, store, clock, log, ports: () => ({ mqtt: 1 }), upgrade })
  const [http, https] = context.http.ports
  context.ws = `ws://127.0.0.1:${http}/mqtt`
  context.wss = `wss://127.0.0.1:${https}/mqtt`
})
test.after.each(async ({ http, bridge, store }) => {
  await http.close()
  await bridge.close()
  await store.close()
})

/** As a browser's page of that origin would connect. */
const fromPage = (origin: string) => ({ ca: CERTIFICATE, wsOptions: { headers: { origin } } })

test('serves MQTT at the pages own origin, with and without TLS', async ({ ws, wss, bridge, http }) => {
  for (const url of [ws, wss]) {
    const origin = new URL(url).origin.replace(/^ws/, 'http')
    const person = await makeKey()
    const client = await connectAs(person, { url, bridge: key.thumbprint, options: fromPage(origin) })
    assert.is(bridge.connections(), 1)
    assert.equal(await client.subscribe('hausrecht/1/#'), ['hausrecht/1/#'], 'by the rules of the broker')
    await client.end()
    await until(() => bridge.connections() === 0, 'the connection is gone')
  }
  const program = await connectAs(await makeKey(), { url: ws, bridge: key.thumbprint })
  assert.ok(program.isConnected(), 'a program says no origin')
  await within(http.close(), 'the end')
  await within(program.closed, 'the connection ends with the listener')
})

test('refuses a page of another site', async ({ ws, wss, bridge }) => {
  const origins = ['https://evil.example', 'null', 'http://127.0.0.1:1', ws.replace(/^ws:(.*)\/mqtt$/, 'https:$1')]
  for (const origin of origins)
    for (const url of [ws, wss]) {
      const asked = connectAs(await makeKey(), { url, bridge: key.thumbprint, options: fromPage(origin) })
      assert.ok(await rejection(asked), `${origin} ${url}`)
    }
  assert.is(bridge.connections(), 0)
})

const raw = async (port: number, lines: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    `${[...lines, 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='].join('\r\n')}\r\n\r\n`,
  )
  const [chunk] = (await once(socket, 'data', { signal: AbortSignal.timeout(3000) })) as [Buffer]
  socket.destroy()
  return chunk.toString().split('\r\n')[0] ?? ''
}

test('upgrades one path, to MQTT, under its own name, and nothing else', async ({ http }) => {
  const port = http.ports[0] ?? 0
  const host = `Host: 127.0.0.1:${port}`
  const mqtt = ['Upgrade: websocket', 'Sec-WebSocket-Protocol: mqtt']
  const cases: [status: string, path: string, lines: string[]][] = [
    ['101', '/mqtt', [host, ...mqtt]],
    ['404', '/', [host, ...mqtt]],
    ['404', '/mqtt/', [host, ...mqtt]],
    ['404', '/mqtt?a=1', [host, ...mqtt]],
    ['404', '/api/session', [host, ...mqtt]],
    ['403', '/mqtt', [host, ...mqtt, 'Origin: https://evil.example']],
    ['403', '/mqtt', [host, ...mqtt, 'Origin: null']],
    ['421', '/mqtt', ['Host: evil.example', ...mqtt]],
    ['400', '/mqtt', [host, 'Upgrade: websocket']],
    ['400', '/mqtt', [host, 'Upgrade: websocket', 'Sec-WebSocket-Protocol: chat']],
    ['400', '/mqtt', [host, 'Upgrade: h2c', 'Sec-WebSocket-Protocol: mqtt']],
  ]
  for (const [status, path, lines] of cases)
    assert.match(await raw(port, [`GET ${path} HTTP/1.1`, ...lines]), new RegExp(`^HTTP/1.1 ${status} `), path)
})

test('holds as many as the broker lets in, and has room for pages all the same', async ({ ws, http, bridge }) => {
  const asked = Array.from({ length: 24 }, async () => connectAs(await makeKey(), { url: ws, bridge: key.thumbprint }))
  const entered = await Promise.allSettled(asked)
  assert.is(entered.filter(({ status }) => status === 'fulfilled').length, 20)
  assert.is(bridge.connections(), 20)
  const health = await fetch(`http://127.0.0.1:${http.ports[0]}/health`, { signal: AbortSignal.timeout(3000) })
  assert.is(health.status, 200)
  await health.arrayBuffer()
})

test.run()
