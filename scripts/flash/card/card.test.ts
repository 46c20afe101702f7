import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isBridge, isChannel, isCountry, isHostName, isUserName, isZone } from './names.ts'
import { packageOf } from './package.ts'
import { readSshKeys } from './ssh-key.ts'
import { isSsid, isWifiPassword, pskOf } from './wifi.ts'

const test = suite('what a card is given')

const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIJfHgbLOzEuHqgzXPwBhQec6XiHPXqdo6FdDwwGOPJn5'
const key = `ssh-ed25519 ${blob}`

test('takes names, zones and addresses as the systems below take them', () => {
  for (const name of ['door', 'front-door-2', 'a', 'x'.repeat(63)]) assert.ok(isHostName(name), name)
  for (const name of ['', 'Door', '-door', 'door-', 'door.home', 'x'.repeat(64), 'a b', 'a\nb'])
    assert.not(isHostName(name), name)
  for (const name of ['anna', '_a', 'anna-2']) assert.ok(isUserName(name), name)
  for (const name of ['root', 'hausrecht', 'www-data', '2anna', 'Anna', 'a:b', 'a b', "a'b", 'systemd-x'])
    assert.not(isUserName(name), name)
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3'])
    assert.ok(isZone(zone), zone)
  for (const zone of ['', 'Berlin', 'US/Eastern', 'Europe/Atlantis', '../etc/passwd', 'Europe/../x'])
    assert.not(isZone(zone), zone)
  for (const url of ['mqtts://bridge.home:8883', 'mqtt://127.0.0.1:1883', 'wss://[fd00::1]/mqtt'])
    assert.ok(isBridge(url), url)
  for (const url of ['http://x', 'mqtts://a:b@c', 'mqtts://x"\n[local]', 'mqtts://x y', 'mqtt://$(id)'])
    assert.not(isBridge(url), url)
  for (const url of ['https://apt.example.org/hausrecht', 'file:/srv/apt']) assert.ok(isChannel(url), url)
  for (const url of ['ftp://x', 'https://x/\nTrusted: yes', 'https://a:b@c/']) assert.not(isChannel(url), url)
  assert.ok(isCountry('DE'))
  for (const country of ['de', 'D', 'DEU', 'D init=/bin/sh']) assert.not(isCountry(country), country)
})

test('takes public keys and nothing that could run a command', () => {
  assert.equal(readSshKeys(`# mine\n${key} anna@home\n\n`), { is: 'keys', lines: [`${key} anna@home`] })
  assert.equal(readSshKeys(`${key} it's "$(id)"\n`), { is: 'keys', lines: [key] })
  assert.equal(readSshKeys('-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n'), { is: 'private' })
  for (const text of ['', 'hello', `command="id" ${key}`, `ssh-rsa ${blob}`, 'ssh-ed25519 AAAA', `ssh-dss ${blob}`]) {
    assert.equal(readSshKeys(text), { is: 'none' }, text)
  }
})

test('makes of a Wi-Fi password what WPA2 makes of it (IEEE 802.11 annex J.4)', () => {
  assert.is(pskOf('IEEE', 'password'), 'f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e')
  assert.is(pskOf('ThisIsASSID', 'ThisIsAPassword'), '0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af')
  assert.is(pskOf('x', 'AB'.repeat(32)), 'ab'.repeat(32))
  assert.ok(isSsid('Café "7" 🏠'))
  for (const ssid of ['', 'x'.repeat(33), 'ä'.repeat(17), 'a\nb', 'a\u0000b', 'a\u2028b', 'a\u007fb'])
    assert.not(isSsid(ssid), ssid)
  for (const password of ['short', 'x'.repeat(65), 'schlüssel1']) assert.not(isWifiPassword(password), password)
  assert.ok(isWifiPassword('geheim geheim'))
})

test('knows its own packages by their names', () => {
  assert.equal(packageOf('/srv/hausrecht-device_0.2.0~rc1-1_arm64.deb'), {
    path: '/srv/hausrecht-device_0.2.0~rc1-1_arm64.deb',
    file: 'hausrecht-device_0.2.0~rc1-1_arm64.deb',
    name: 'hausrecht-device',
    arch: 'arm64',
  })
  for (const path of [
    'ssh_1_arm64.deb',
    'hausrecht-device_1 0_arm64.deb',
    "hausrecht-device_1';id;'_arm64.deb",
    'x.txt',
  ]) {
    assert.is(packageOf(path), undefined, path)
  }
})

test('lets nothing through that a shell, a line of a file or the kernel could take otherwise (law)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const isName =
        isHostName(text) || isUserName(text) || isCountry(text) || isBridge(text) || isChannel(text) || isZone(text)
      if (isName || packageOf(text)) assert.match(text, /^[\w.:/[\]+~%-]*$/)
    }),
    { numRuns: 150 },
  )
})

test.run()
