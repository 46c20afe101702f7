// Attack 38 at what is installed: somebody finds a door, bridge or clip service just as its package left it, before its
// owner has done anything. There is no password to know, no key that was shipped, no pairing without a hand on the rig,
// nothing that listens beyond the machine itself, and nothing in the packages that anybody but root can change.
// Source: OWASP IoT Top 10 (2018) 1 and 9: default passwords and settings.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig as readBridge } from '#bridge/config/config.ts'
import { readConfig as readCloud } from '#cloud/config/config.ts'
import { ConfigSchema as DeviceSchema } from '#device/config/config.ts'
import { readSettings } from '#protocol/settings.ts'
import { lacks, makePackage } from '#scripts/package/packaged.fixture.ts'
import { settingsFile } from '#scripts/package/papers/settings.ts'
import { RECIPES, ROOMS, type Room } from '#scripts/package/recipes.ts'
import { run } from '#scripts/package/run.ts'
import { bootContainer, type Container } from '#test/image/container.ts'
import { missingFor } from '#test/image/needs.ts'
import { install, packageFile } from '#test/image/package-inside.ts'
import { lootOf, plainIn } from '../support/loot.ts'

const FILES = new URL('../../scripts/package/files/', import.meta.url).pathname
const KEYS = ['an age identity', 'a private key']

const toml = (room: Room): string => settingsFile(RECIPES[room].settings.schema, ['x'], RECIPES[room].settings.set)

const asShipped = suite('attack 38: settings as they are installed')

asShipped('listen on this machine alone, or not at all', () => {
  const device = readSettings(DeviceSchema, toml('device'), 'device.toml')
  assert.is(device.local.listen, '')
  assert.match(device.local.socket, /^\/run\//)
  // Each is off, or an address as it was typed or taken apart.
  const { listen } = readBridge(toml('bridge'), 'bridge.toml')
  for (const [name, address] of Object.entries(listen)) {
    const told = JSON.stringify(address)
    assert.ok(!address || told === '""' || told.includes('127.0.0.1'), `${name} ${told}`)
  }
  const uncommented = toml('cloud').replaceAll(/^#(listen = )/gm, '$1')
  assert.match(uncommented, /^listen = "127\.0\.0\.1:\d+"$/m)
})

asShipped('name no owner, and are open to nobody: the clip service does not even start', () => {
  assert.match(toml('cloud'), /^owners = \[\]$/m)
  assert.throws(() => readCloud(toml('cloud'), 'cloud.toml'), /owners/)
})

asShipped('hold no secret: each key that could name one is empty or left out', () => {
  for (const room of ROOMS)
    for (const [, key = '', value] of toml(room).matchAll(/^(\w*(?:secret|password|token|pass|pin)\w*) = (.*)$/gim))
      assert.ok(['""', '[]'].includes(value ?? ''), `${room} ${key} = ${value}`)
})

asShipped('start the door, the bridge and the clip service, and no way in for Home Assistant', () => {
  const units = ROOMS.flatMap((room) =>
    readdirSync(join(FILES, room, 'root/usr/lib/systemd/system')).filter((name) => name.endsWith('.service')),
  )
  assert.equal(units.sort(), [
    'hausrecht-bridge.service',
    'hausrecht-cloud.service',
    'hausrecht-device-settle.service',
    'hausrecht-device.service',
  ])
  for (const room of ROOMS) {
    const root = join(FILES, room, 'root')
    const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const entry of paths) {
      const path = join(entry.parentPath, entry.name)
      assert.not(/sudoers|polkit|authorized_keys|\/pam|\/sshd?\b/.test(path.slice(root.length)), path)
      assert.not(/home-assistant|mosquitto|hausrecht(\.js)? home\b/.test(readFileSync(path, 'utf8')), path)
    }
  }
})

asShipped('make users that nobody can log in as', () => {
  for (const room of ROOMS) {
    const users = readFileSync(join(FILES, room, `root/usr/lib/sysusers.d/hausrecht-${room}.conf`), 'utf8')
    for (const line of users.split('\n').filter((one) => one.startsWith('u ')))
      assert.match(line, /^u [\w-]+ - ".+" \S+ \/usr\/sbin\/nologin$/)
  }
})
asShipped.run()

/** What a package holds, as dpkg would lay it down. */
const scanned = async (path: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-scan-'))
  try {
    const listed = run('dpkg-deb', ['--contents', path]).toString().trim().split('\n')
    assert.ok(listed.length > 10)
    for (const line of listed) {
      assert.match(line, /^[-dl][r-][w-][x-][r-]-[x-][r-]-[x-] root\/root /, line)
      assert.not(/\.(pem|key|p12|jks)$|door-key|pairing-code|authorized_keys|\.env$|\.npmrc$/.test(line), line)
    }
    run('dpkg-deb', ['--extract', path, join(folder, 'root')])
    run('dpkg-deb', ['--control', path, join(folder, 'control')])
    const loot = await lootOf(folder)
    assert.ok(loot.length > 10)
    const shipped = loot.flatMap(({ path: at, bytes }) =>
      plainIn(bytes)
        .filter((form) => KEYS.includes(form) && hasKey(bytes))
        .map((form) => `${form}: ${at.slice(folder.length)}`),
    )
    assert.equal(shipped, [])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Programs that read keys say how those begin; a key itself goes on for long. */
const hasKey = (bytes: Buffer): boolean =>
  /AGE-SECRET-KEY-1[0-9A-Z]{58}|"d"\s*:\s*"[\w-]{43}|PRIVATE KEY-----(?:\s|\\n)+[A-Za-z0-9+/=]{40}/.test(
    bytes.toString('latin1'),
  )

const contents = suite('attack 38: packages')
const unbuilt = lacks()
// Needs dpkg-deb and binutils.
const packed = unbuilt === undefined ? contents : contents.skip
const isLong = process.env['HAUSRECHT_LONG'] !== undefined

packed(
  `hold no key, nothing with rights of its own, nothing that others may write${unbuilt ? ` (needs: ${unbuilt})` : ''}`,
  async () => {
    assert.ok(hasKey(Buffer.from(`{"d":"${'x'.repeat(43)}"}`)))
    const folder = mkdtempSync(join(tmpdir(), 'hausrecht-made-'))
    try {
      // The others take half a minute: --long.
      const rooms: readonly Room[] = isLong ? ROOMS : ['cloud']
      for (const room of rooms) await scanned((await makePackage(room, 'amd64', folder)).path)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
contents.run()

const fresh = suite('attack 38: a machine with fresh packages')
const missing = isLong ? missingFor('container', 'amd64') : 'needs --long: it takes minutes'
// Needs root, systemd-nspawn and a Debian root.
const booted = missing === undefined ? fresh : fresh.skip

const DATA = '/var/lib/hausrecht'
/** Programs with somebody else's rights, and what anybody may write, by path. */
const riskyFiles = (container: Container): Promise<string> =>
  container.must(
    'find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /dev -o -path /tmp -o -path /var/tmp \\) -prune -o \\( -perm /6000 -type f -o -perm -0002 ! -type l \\) -print | sort',
  )

booted(`gives nobody a way in that its owner did not open${missing ? ` (${missing})` : ''}`, async () => {
  const container = await bootContainer({ arch: 'amd64', bootWithin: 300_000 })
  try {
    await container.settled()
    const before = await riskyFiles(container)
    for (const room of ['bridge', 'device', 'cloud'] as const)
      await install(container, await packageFile(room, 'amd64'))
    const active = await container.run('systemctl is-active hausrecht-bridge hausrecht-device hausrecht-cloud')
    assert.match(active.stdout, /^active\nactive\n(?!active)/, 'nobody’s clips: the clip service waits for an owner')
    assert.is(await riskyFiles(container), before)

    const listening = (await container.must('ss -Hltnup | grep -i node || true')).trim().split('\n').filter(Boolean)
    assert.ok(listening.length > 0, 'the bridge listens')
    for (const line of listening) assert.match(line, / 127\.0\.0\.1:\d+ /)

    // Nobody's door: no code is shown, nobody is paired, and the socket is its user's.
    assert.is.not((await container.run(`cat ${DATA}/device/pairing-code`)).code, 0)
    assert.is((await container.must(`grep -c paired ${DATA}/device/journal/*.jsonl || true`)).trim(), '0')
    const places = await container.must('stat -c %a:%U /run/hausrecht /run/hausrecht/door.sock')
    assert.match(places, /^7[05]0:hausrecht\n[67][0-7]0:hausrecht\s*$/, places)
    for (const user of ['hausrecht', 'hausrecht-bridge', 'hausrecht-cloud']) {
      assert.match(await container.must(`getent shadow ${user}`), /^[\w-]+:!/)
      assert.match(await container.must(`getent passwd ${user}`), /:\/usr\/sbin\/nologin\s*$/)
      assert.is((await container.must(`id -Gn ${user}`)).trim(), user)
    }

    // Each machine's keys are its own: made at the first start, for its user alone.
    const keys = (await container.must(`find ${DATA} -name '*key*.json' -printf '%m %u %p\\n' | sort`))
      .trim()
      .split('\n')
    assert.ok(keys.length >= 2, keys.join())
    for (const key of keys) assert.match(key, /^600 hausrecht(-bridge|-cloud)? /)
  } finally {
    await container.close()
  }
})
fresh.run()
