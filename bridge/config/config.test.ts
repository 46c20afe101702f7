import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { ACCESS_LIMITS } from '../access/limits.ts'
import { BROKER_LIMITS } from '../broker/limits.ts'
import { someThumbprint } from '../store/sample.fixture.ts'
import { isLoopback, readAddress } from './address.ts'
import { type Config, readConfig } from './config.ts'
import { accessLimits, brokerLimits, httpOpenings, mqttOpenings, ownersOf, webParts } from './parts.ts'

const read = (toml: string): Config => readConfig(toml, 'bridge.toml')
/** The lines of what is wrong, without the first. */
const problemsOf = (toml: string): string[] => {
  try {
    read(toml)
  } catch (error) {
    assert.instance(error, HausrechtError)
    assert.is((error as HausrechtError).code, 'settings_wrong')
    return (error as HausrechtError).message.split('\n').slice(1)
  }
  return []
}
const owner = someThumbprint()
const sealed = `data = "d"\nowners = ["${owner}"]\n[tls]\ncert = "c.pem"\nkey = "k.pem"\n[listen]\n`

const NO_WEB = { folder: undefined, origin: undefined, cloud: undefined, cloudCa: undefined }

const test = suite('bridge config')

test('needs nothing but a folder, listens on this machine only, and has the limits of the code', () => {
  const config = read('data = "/var/lib/hausrecht"')
  assert.equal(brokerLimits(config), BROKER_LIMITS)
  assert.equal(accessLimits(config), ACCESS_LIMITS)
  assert.is(ownersOf(config), undefined)
  const openings = [...mqttOpenings(config, undefined), ...httpOpenings(config, undefined)]
  assert.ok(openings.length >= 3)
  for (const { address, tls } of openings) assert.ok(isLoopback(address) && tls === undefined)
  assert.match(problemsOf('').join(), /data:/)
})

test('takes origins that nobody can read along at, and only origins', () => {
  const about = (url: string) => `data = "d"\n[web]\norigin = "${url}"\n[cloud]\nurl = "${url}"`
  for (const good of [
    'https://door.example.org',
    'https://door.example.org:8443',
    'http://127.0.0.1:8643',
    'http://[::1]:1',
  ])
    assert.equal(webParts(read(about(`${good}/`))), { ...NO_WEB, origin: good, cloud: good })
  assert.equal(webParts(read('data = "d"')), NO_WEB)
  const bad = [
    'http://door.example.org',
    'http://10.0.0.1:80',
    'https://a:b@door.example.org',
    'https://door.example.org/v1',
  ]
  for (const wrong of [...bad, 'ftp://127.0.0.1', 'door.example.org', 'https://door.example.org?a', 'file:///etc'])
    assert.is(problemsOf(about(wrong)).length, 2, wrong)
})

test('tells every wrong key at once, with its full path', () => {
  const problems = problemsOf(
    'dta = "x"\nowners = ["me"]\n[listen]\nmqtt = "everywhere"\nmqttt = ""\nwss = "0.0.0.0:443"\n[limits]\ndoors = 1.5\n[rates.connects]\nburst = "many"\n[visits]\nclosed = -1\n[log]\nlevel = "loud"',
  )
  const paths = [
    'data',
    'dta',
    'owners.0',
    'listen.mqtt',
    'listen.mqttt',
    'limits.doors',
    'rates.connects.burst',
    'visits.closed',
    'log.level',
    'tls.cert',
    'tls.key',
  ]
  for (const path of paths)
    assert.ok(
      problems.some((line) => line.trim().startsWith(`${path}:`)),
      `${path} in ${problems.join('\n')}`,
    )
})

test('refuses each listener without TLS beyond this machine, and names its key', () => {
  for (const [plain, instead] of [
    ['mqtt', 'mqtts'],
    ['ws', 'wss'],
    ['http', 'https'],
  ] as const) {
    for (const host of ['0.0.0.0', '192.168.1.5', '[::]', '[fe80::1]']) {
      const problems = problemsOf(`${sealed}${plain} = "${host}:0"`)
      assert.is(problems.length, 1, problems.join())
      assert.match(problems[0] ?? '', new RegExp(`^  listen\\.${plain}: .*listen\\.${instead}`))
    }
    for (const host of ['127.0.0.1', '127.9.9.9', '[::1]']) read(`${sealed}${plain} = "${host}:0"`)
  }
})

test('refuses TLS without a certificate, wherever it listens', () => {
  const problems = problemsOf('data = "d"\n[listen]\nmqtts = "127.0.0.1:8883"')
  assert.equal(
    problems.map((line) => line.split(':')[0]?.trim()),
    ['tls.cert', 'tls.key'],
  )
})

test('refuses to serve strangers: beyond this machine the owners must be named', () => {
  const withoutOwners = sealed.replace(/owners = .*\n/, '')
  const [problem, ...others] = problemsOf(`${withoutOwners}mqtts = "0.0.0.0:8883"`)
  assert.match(problem ?? '', /^ {2}owners: /)
  assert.is(others.length, 0)
  const config = read(`${sealed}mqtts = "0.0.0.0:8883"\nhttps = "[::]:443"\nhttp = ""\nws = ""\nmqtt = ""`)
  assert.equal([...(ownersOf(config) ?? [])], [owner])
  const tls = { cert: 'c', key: 'k' }
  assert.equal(mqttOpenings(config, tls), [{ kind: 'mqtts', address: { host: '0.0.0.0', port: 8883 }, tls }])
  assert.equal(httpOpenings(config, tls), [{ address: { host: '::', port: 443 }, tls }])
})

test('takes seconds for spans and gives milliseconds', () => {
  const config = read('data = "d"\n[limits]\nconnect = 2.5\n[visits]\nclosed = 60')
  assert.is(brokerLimits(config).connectMs, 2500)
  assert.is(accessLimits(config).closed, 60_000)
})

test('survives whatever stands in the file', () => {
  const values = fc.oneof(
    fc.constant('5'),
    fc.constant('"x"'),
    fc.constant('[]'),
    fc.constant('{ a = 1 }'),
    fc.constant('true'),
  )
  const keys = fc.constantFrom(
    'data',
    'listen',
    'tls',
    'owners',
    'limits',
    'rates',
    'listen.mqtt',
    'tls.cert',
    'rates.connects',
  )
  const file = fc.uniqueArray(fc.tuple(keys, values), { selector: ([key]) => key.split('.')[0], maxLength: 5 })
  fc.assert(
    fc.property(file, (lines) => {
      problemsOf(lines.map(([key, value]) => `${key} = ${value}`).join('\n'))
    }),
  )
})

test('reads addresses in numbers only', () => {
  assert.equal(readAddress('127.0.0.1:1883'), { host: '127.0.0.1', port: 1883 })
  assert.equal(readAddress('[::1]:0'), { host: '::1', port: 0 })
  for (const text of [
    'localhost:1',
    '127.0.0.1',
    ':1',
    '1.2.3:4',
    '127.0.0.1:65536',
    '::1:1',
    '[127.0.0.1]:1',
    '127.0.0.1:1 ',
    '0127.0.0.1:1',
  ])
    assert.is(readAddress(text), undefined, text)
})

test.run()
