import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isService, mayReach, SERVICES } from './services.ts'

const test = suite('push services')

const good = [
  'https://fcm.googleapis.com/fcm/send/abc:def',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/QGabc',
  'https://wns2-par02p.notify.windows.com/w/?token=abc',
]
const bad = [
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com:8443/fcm/send/abc',
  'https://user@fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com.evil.example/fcm/send/abc',
  'https://fcm.googleapis.com./fcm/send/abc',
  'https://evilfcm.googleapis.com/x',
  'https://notify.windows.com.evil.example/x',
  'https://evilnotify.windows.com/x',
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://2130706433/x',
  'https://0x7f.1/x',
  'https://localhost/x',
  'https://192.168.1.1/x',
  'https://169.254.169.254/latest/meta-data',
  'http://127.0.0.1:8080/metrics',
  'file:///etc/passwd',
  'nonsense',
]

test('are reached by name and over TLS', () => {
  for (const endpoint of good) assert.ok(mayReach(endpoint, SERVICES), endpoint)
})

test('are nothing else: no address, no other port, no name that only looks like one (attack 34)', () => {
  for (const endpoint of bad) assert.not.ok(mayReach(endpoint, SERVICES), endpoint)
})

test('may be one on this machine when it is named whole, for trying things out', () => {
  const services = ['http://127.0.0.1:9000']
  assert.ok(mayReach('http://127.0.0.1:9000/push/a', services))
  for (const endpoint of [
    'http://127.0.0.1:9001/push/a',
    'http://127.0.0.1/push/a',
    'http://127.0.0.1:9000@evil.example/',
  ])
    assert.not.ok(mayReach(endpoint, services), endpoint)
})

test('are settings that name a host or a port of this machine', () => {
  for (const text of [...SERVICES, 'push.example.org', 'http://[::1]:9000']) assert.ok(isService(text), text)
  for (const text of [
    '*',
    '*.',
    'localhost',
    '10.0.0.1',
    'http://10.0.0.1:80',
    'https://push.example.org',
    'http://127.0.0.1',
  ])
    assert.not.ok(isService(text), text)
})

test.run()
