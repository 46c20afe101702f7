import mqtt, { type MqttClient } from 'mqtt'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refuse } from '#protocol/refusals.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { until, within } from '#test/support/wait.ts'
import { realClock } from '../clock.ts'
import type { Peer } from '../connection/peer.ts'
import { CERTIFICATE, PRIVATE_KEY } from '../tls/loopback.fixture.ts'
import { openBroker } from './broker.ts'
import { BROKER_LIMITS, type BrokerLimits } from './limits.ts'
import type { Broker, Doorkeeper, Message, Ports, Verdict } from './port.ts'

interface Stage {
  broker: Broker
  ports: Ports
  /** What the doorkeeper was told or asked. */
  seen: string[]
  peers: Peer[]
  answer: (message: Message) => Promise<Verdict>
  clients: MqttClient[]
  connect(kind?: keyof Ports, clientId?: string): Promise<MqttClient>
}

const test = suite<Stage>('broker')

/** A doorkeeper that lets everybody do everything, and writes it down. */
const openKeeper = (stage: Stage): Doorkeeper => ({
  hello: async ({ clientId, username, address }) => {
    if (username === 'nobody') return refuse('not_allowed')
    const peer = { clientId, key: username as Thumbprint, address, unpaired: false, holding: undefined }
    stage.peers.push(peer)
    return { ok: true, peer }
  },
  largest: () => 10_000,
  ready: ({ clientId }) => stage.seen.push(`ready ${clientId}`),
  gone: ({ clientId }) => stage.seen.push(`gone ${clientId}`),
  publish: (_peer, message) => stage.answer(message),
  subscribe: (_peer, filter) => !filter.startsWith('closed'),
  subscribed: ({ clientId }, filters) => stage.seen.push(`${clientId} hears ${filters.join()}`),
  forward: ({ clientId }, topic) => topic !== `not/for/${clientId}`,
  trouble: (problem) => stage.seen.push(problem),
})

const opening = (kind: keyof Ports) => ({
  kind,
  address: { host: '127.0.0.1', port: 0 },
  tls: kind === 'mqtts' || kind === 'wss' ? { cert: CERTIFICATE, key: PRIVATE_KEY } : undefined,
})

const start = async (stage: Stage, limits: Partial<BrokerLimits> = {}): Promise<void> => {
  Object.assign(stage, { seen: [], peers: [], clients: [], answer: async () => 'forward' })
  const keeper = openKeeper(stage)
  stage.broker = await openBroker({ limits: { ...BROKER_LIMITS, ...limits }, clock: realClock(), keeper })
  stage.ports = await stage.broker.listen((['mqtt', 'mqtts', 'ws', 'wss'] as const).map(opening))
  stage.connect = async (kind = 'mqtt', clientId = 'a') => {
    const client = mqtt.connect(`${kind}://127.0.0.1:${stage.ports[kind]}`, {
      clientId,
      username: clientId,
      password: 'p',
      reconnectPeriod: 0,
      keepalive: 30,
      ca: CERTIFICATE,
    })
    stage.clients.push(client)
    client.on('error', () => undefined)
    await within(
      new Promise<void>((resolve, reject) => {
        client.once('connect', () => resolve())
        client.once('close', () => reject(new Error('closed')))
      }),
      `a connection by ${kind}`,
    )
    return client
  }
}

test.before.each((stage) => start(stage))
test.after.each(async ({ broker, clients }) => {
  for (const client of clients) client.end(true)
  await broker.close()
})

const heard = (client: MqttClient): string[] => {
  const all: string[] = []
  client.on('message', (topic, payload, { retain }) =>
    all.push(`${topic}=${String(payload)}${retain ? ' (kept)' : ''}`),
  )
  return all
}

for (const kind of ['mqtt', 'mqtts', 'ws', 'wss'] as const) {
  test(`carries messages over ${kind}, small and large`, async ({ connect }) => {
    const [one, other] = [await connect(kind, 'one'), await connect('mqtt', 'other')]
    const all = heard(other)
    await other.subscribeAsync('t', { qos: 1 })
    const large = 'x'.repeat(9000)
    await one.publishAsync('t', 'small', { qos: 1 })
    await one.publishAsync('t', large, { qos: 1 })
    await until(() => all.length === 2, 'both arrive')
    assert.equal(all, ['t=small', `t=${large}`])
  })
}

test('answers without the delay of Nagle and delayed acknowledgement', async ({ connect }) => {
  for (const kind of ['mqtt', 'mqtts', 'ws', 'wss'] as const) {
    const client = await connect(kind, kind)
    await client.publishAsync('t', 'x', { qos: 1 })
    const times: number[] = []
    for (let at = 0; at < 15; at += 1) {
      const began = performance.now()
      await client.publishAsync('t', 'x', { qos: 1 })
      times.push(performance.now() - began)
    }
    const median = times.sort((a, b) => a - b)[7] ?? 99
    assert.ok(median < 30, `${kind}: ${median} ms`)
  }
})

test('acknowledges only after the doorkeeper has answered, and takes what it takes', async (stage) => {
  const [one, other] = [await stage.connect('mqtt', 'one'), await stage.connect('mqtt', 'other')]
  const all = heard(other)
  await other.subscribeAsync('t', { qos: 1 })
  let release: (verdict: Verdict) => void = () => undefined
  stage.answer = () =>
    new Promise((resolve) => {
      release = resolve
    })
  let acknowledged = false
  const said = one.publishAsync('t', 'x', { qos: 1, retain: true }).then(() => {
    acknowledged = true
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.not(acknowledged)
  release('taken')
  await within(said, 'the acknowledgement')
  stage.answer = async () => 'forward'
  await one.publishAsync('t', 'y', { qos: 1 })
  await until(() => all.length > 0, 'the next one arrives')
  assert.equal(all, ['t=y'])
  const late = await stage.connect('mqtt', 'late')
  const kept = heard(late)
  await late.subscribeAsync('t', { qos: 1 })
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(kept, [])
})

test('keeps the order of one topic though the answers take longer or shorter', async (stage) => {
  const [one, other] = [await stage.connect('mqtt', 'one'), await stage.connect('mqtt', 'other')]
  const all = heard(other)
  await other.subscribeAsync('t', { qos: 1 })
  let wait = 40
  stage.answer = async () => {
    wait -= 10
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)))
    return 'forward'
  }
  await Promise.all(['1', '2', '3', '4'].map((text) => one.publishAsync('t', text, { qos: 1 })))
  await until(() => all.length === 4, 'all four arrive')
  assert.equal(all, ['t=1', 't=2', 't=3', 't=4'])
})

test('ends a connection whose message is refused', async (stage) => {
  const client = await stage.connect()
  stage.answer = async () => refuse('not_allowed')
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  client.publish('t', 'x', { qos: 1 })
  await within(closed, 'the end')
  await until(() => stage.seen.includes('gone a'), 'it is known to be gone')
})

test('delivers by leave of the doorkeeper only, retained messages too', async ({ connect, broker }) => {
  const [may, mayNot] = [await connect('mqtt', 'may'), await connect('mqtt', 'x')]
  const [one, other] = [heard(may), heard(mayNot)]
  await broker.publish('not/for/x', 'kept', { retain: true })
  await Promise.all([may.subscribeAsync('not/for/x', { qos: 1 }), mayNot.subscribeAsync('not/for/x', { qos: 1 })])
  await broker.publish('not/for/x', 'live', { retain: false })
  await until(() => one.length === 2, 'the one who may has both')
  assert.equal(one.sort(), ['not/for/x=kept (kept)', 'not/for/x=live'])
  assert.equal(other, [])
})

test('tells one client alone, whatever it listens to', async ({ connect, broker, peers }) => {
  const [one, other] = [await connect('mqtt', 'one'), await connect('mqtt', 'other')]
  const [mine, theirs] = [heard(one), heard(other)]
  await other.subscribeAsync('not/for/one', { qos: 1 })
  const peer = peers.find(({ clientId }) => clientId === 'one')
  assert.ok(peer)
  if (!peer) return
  assert.ok(broker.tell(peer, 'not/for/one', 'x'))
  await until(() => mine.length === 1, 'it is told')
  assert.equal(mine, ['not/for/one=x'])
  assert.equal(theirs, [])
  one.end(true)
  await until(() => !broker.tell(peer, 't', 'x'), 'it is gone')
})

test('empties a topic by an empty retained message', async ({ connect, broker }) => {
  await broker.publish('t', 'kept', { retain: true })
  await broker.publish('t', '', { retain: true })
  const client = await connect()
  const all = heard(client)
  await client.subscribeAsync('t', { qos: 1 })
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(all, [])
})

test('says who comes, who goes and what is listened to', async ({ connect, seen, broker, peers }) => {
  const client = await connect()
  await client.subscribeAsync('t', { qos: 1 })
  await until(() => seen.includes('a hears t'), 'it listens')
  const [peer] = peers
  assert.ok(peer && broker.isSubscribed(peer, 't'))
  await client.unsubscribeAsync('t')
  assert.not(peer && broker.isSubscribed(peer, 't'))
  await client.endAsync()
  await until(() => seen.includes('gone a'), 'it is gone')
  assert.equal(seen, ['ready a', 'a hears t', 'gone a'])
})

test('takes WebSockets that speak MQTT and nothing else over HTTP', async ({ ports }) => {
  const response = await fetch(`http://127.0.0.1:${ports.ws}/`)
  assert.is(response.status, 426)
  await response.text()
  const { WebSocket } = await import('ws')
  const other = new WebSocket(`ws://127.0.0.1:${ports.ws}/`, 'chat')
  await within(new Promise((resolve) => other.once('error', resolve)), 'a refusal')
})

test('refuses to listen where something listens, and lets go of what it had', async ({ ports }) => {
  const stage = { seen: [], peers: [], clients: [], answer: async () => 'forward' } as unknown as Stage
  const second = await openBroker({ limits: BROKER_LIMITS, clock: realClock(), keeper: openKeeper(stage) })
  const taken = { kind: 'mqtt' as const, address: { host: '127.0.0.1', port: ports.mqtt ?? 0 }, tls: undefined }
  const fault = await second.listen([opening('ws'), taken]).catch((error: unknown) => (error as { code: string }).code)
  assert.is(fault, 'listen_failed')
  await second.close()
})

test('ends every connection when it closes', async ({ connect, broker, ports }) => {
  const clients = await Promise.all([
    connect('mqtt', 'a'),
    connect('mqtts', 'b'),
    connect('ws', 'c'),
    connect('wss', 'd'),
  ])
  const closed = clients.map((client) => new Promise<void>((resolve) => client.once('close', () => resolve())))
  await broker.close()
  await within(Promise.all(closed), 'all to be closed')
  const again = mqtt.connect(`mqtt://127.0.0.1:${ports.mqtt}`, { reconnectPeriod: 0, connectTimeout: 500 })
  again.on('error', () => undefined)
  await within(new Promise<void>((resolve) => again.once('close', () => resolve())), 'no more connections')
  again.end(true)
})

test.run()
