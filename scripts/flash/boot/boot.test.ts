// What is put on a card, as text: hostile values, tables of partitions, the scripts as shells read them.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unattendedFile } from '#scripts/release/channel.ts'
import { hasProgram } from '#test/image/needs.ts'
import type { Card } from '../card/card.ts'
import { metaData, networkConfig, userData } from './cloud-init.ts'
import { commandLine, configText } from './command-line.ts'
import { bootFiles, type Found, settings } from './files.ts'
import { firmwareFrom, releaseFrom } from './look.ts'
import { readPartitions } from './partitions.ts'
import { shell } from './quote.ts'

const test = suite('the boot partition')

const card: Card = {
  host: 'door',
  user: 'anna',
  sshKeys: ['ssh-ed25519 AAAA anna@home'],
  wifi: { ssid: 'home', psk: 'ab'.repeat(32), country: 'DE' },
  zone: 'Europe/Berlin',
  packages: [
    {
      path: '/x/hausrecht-device_1_arm64.deb',
      file: 'hausrecht-device_1_arm64.deb',
      name: 'hausrecht-device',
      arch: 'arm64',
    },
  ],
  channel: { url: 'https://apt.example.org', key: 'KEY' },
  install: ['hausrecht-device'],
  rest: ['ffmpeg'],
  bridge: undefined,
}
const found: Found = {
  way: 'cloud-init',
  firmware: '/boot/firmware',
  commandLine: 'console=tty1 rootwait\n',
  configText: '',
  firstBoot: '#!/bin/sh\n',
  firstRun: '#!/bin/sh\n',
}
const read = (text: string): unknown => JSON.parse(text.slice(text.indexOf('\n')))

test('keeps the kernel’s command line one line, the same however often it is made', () => {
  const once = commandLine('console=tty1 cgroup_disable=x root=/dev/sda2\n', 'DE', '/boot/firstrun.sh')
  assert.is(
    once,
    'console=tty1 cgroup_disable=x root=/dev/sda2 cgroup_enable=memory cfg80211.ieee80211_regdom=DE systemd.run=/boot/firstrun.sh systemd.run_success_action=reboot systemd.unit=kernel-command-line.target\n',
  )
  assert.is(commandLine(once, 'DE', '/boot/firstrun.sh'), once)
  assert.is(commandLine(once, undefined, undefined).includes('systemd.run'), false)
  assert.is(
    commandLine('cgroup_enable=cpuset a', undefined, undefined),
    'cgroup_enable=cpuset a cgroup_enable=memory\n',
  )
  assert.is(configText(configText('a=1\n')), configText('a=1\n'))
})

test('makes a network only where Wi-Fi is wanted, and says the password in its derived form alone', () => {
  assert.is(networkConfig({ ...card, wifi: undefined }), undefined)
  const network = read(networkConfig(card) ?? '') as { network: { wifis: { wlan0: Record<string, unknown> } } }
  assert.equal(network.network.wifis.wlan0['access-points'], { home: { password: 'ab'.repeat(32) } })
  // cloud-init has it in network-config: the settings need not have it as well.
  assert.not(settings(card, found, new Map()).includes('ab'.repeat(32)))
  assert.ok(settings(card, { ...found, way: 'firstrun' }, new Map()).includes('ab'.repeat(32)))
})

test('gives cloud-init a new id whenever anything is new, and the same for the same', () => {
  assert.is(metaData('a', 'b'), metaData('a', 'b'))
  assert.is.not(metaData('a', 'b'), metaData('ab', ''))
})

test('puts the command line in last, and no other way’s files', () => {
  const paths = bootFiles(card, found, new Map()).map(({ path }) => path)
  assert.is(paths.at(-1), 'cmdline.txt')
  assert.not(paths.includes('firstrun.sh'))
  const older = bootFiles(card, { ...found, way: 'firstrun' }, new Map()).map(({ path }) => path)
  assert.ok(older.includes('firstrun.sh') && !older.includes('user-data'))
})

test('says to cloud-init that nobody comes in with a password (attack 38)', () => {
  const told = read(userData(card, '/boot/firmware')) as Record<string, unknown>
  assert.is(told['ssh_pwauth'], false)
  assert.is(told['disable_root'], true)
  assert.equal(Object.keys(told['user'] as object).sort(), [
    'lock_passwd',
    'name',
    'shell',
    'ssh_authorized_keys',
    'sudo',
  ])
})

test('hands any text through a shell as it was (law)', () => {
  const texts = fc.array(
    fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
    { minLength: 40, maxLength: 40 },
  )
  fc.assert(
    fc.property(texts, (some) => {
      const script = some.map((text) => `printf '%s\\0' ${shell(text)}`).join('\n')
      assert.is(execFileSync('sh', { input: script }).toString(), some.map((text) => `${text}\0`).join(''))
    }),
    { numRuns: 10 },
  )
})

test('finds no partition in noise, and never reads past its end (law)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 4096 }), (noise) => {
      const head = Buffer.from(noise)
      if (head.length >= 512) head.set([0x55, 0xaa], 510)
      for (const { start, bytes } of readPartitions(head)) assert.ok(start >= 0 && bytes > 0)
    }),
  )
  assert.equal(readPartitions(Buffer.alloc(512)), [])
})

test('finds the boot partition’s place in fstab', () => {
  assert.is(firmwareFrom('# /x /boot vfat\nPARTUUID=1-01  /boot/firmware  vfat  defaults 0 2\n'), '/boot/firmware')
  assert.is(firmwareFrom('/dev/mmcblk0p1 /boot vfat defaults 0 2'), '/boot')
  assert.is(firmwareFrom('/dev/sda1 /boot/$(id) vfat defaults 0 2'), undefined)
  assert.is(firmwareFrom(''), undefined)
})

test('reads which release a system is, and of one without a number nothing', () => {
  const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'
  assert.equal(releaseFrom(text), { name: 'Debian GNU/Linux 12 (bookworm)', version: 12 })
  assert.is(releaseFrom('ID=debian\nVERSION_ID=13\n').version, 13)
  assert.equal(releaseFrom('PRETTY_NAME="Debian GNU/Linux forky/sid"\n'), {
    name: 'Debian GNU/Linux forky/sid',
    version: undefined,
  })
  assert.equal(releaseFrom(''), { name: '', version: undefined })
})

const scripts = ['first-boot.sh', 'firstrun.sh'].map((name) => join(import.meta.dirname, name))

test('has scripts that a plain shell can read', () => {
  for (const script of scripts) assert.is(spawnSync('sh', ['-n', script]).status, 0, script)
})

// Needs shellcheck.
const checked = hasProgram('shellcheck') ? test : test.skip
checked('has scripts that shellcheck finds nothing in (needs shellcheck)', () => {
  const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', ...scripts], { encoding: 'utf8', timeout: 30_000 })
  assert.is(status, 0, stdout)
})

test('a card takes updates by the same rules as a door that was joined by hand', () => {
  const script = readFileSync(join(import.meta.dirname, 'first-boot.sh'), 'utf8')
  const [, put] = /52hausrecht-channel 644 <<'TEXT'\n([\s\S]*?)^TEXT$/m.exec(script) ?? []
  assert.is(put, unattendedFile())
  // Else an edited settings file holds back every update: nobody is there for dpkg to ask.
  assert.match(unattendedFile(), /^DPkg::Options \{ "--force-confdef"; "--force-confold"; \};$/m)
})

test.run()
