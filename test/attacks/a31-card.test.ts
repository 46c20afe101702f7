// Attack 31: the card of a Pi is stolen, before its first boot or after months. What `flash` wrote onto it tells nothing
// but a key of one Wi-Fi network and who may log in; what the installed package leaves on it can be read by its user
// alone while it runs, shows no picture to anybody who has the card, and opens no door of its owner's.
// Source: Ho et al. 2016, "Smart Locks", physical access; SD cards sold on with their Wi-Fi passwords (forums, 2013–2020).

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { pskOf } from '#scripts/flash/card/wifi.ts'
import { flash } from '#scripts/flash/flash.ts'
import { makeSmallImage, missingForImage, type SmallImage } from '#scripts/flash/small-image.fixture.ts'
import { readTyped } from '#scripts/flash/typed.ts'
import { readWanted } from '#scripts/flash/wish.ts'
import { flashSpeaker } from '#scripts/flash/words.ts'
import { command } from '#test/image/command.ts'
import { bootContainer, type Container } from '#test/image/container.ts'
import { missingFor } from '#test/image/needs.ts'
import { BRIDGE_INSIDE, doorState, isLocked, type Outside, openOutside, pairOwner } from '#test/image/outside.ts'
import { install, packageFile, settings } from '#test/image/package-inside.ts'
import { lootOf, plainIn } from '../support/loot.ts'
import { until, within } from '../support/wait.ts'

const SSID = 'At home'
const LIMIT = 60_000
const say = flashSpeaker('en')
const KEYS = ['an age identity', 'a private key']

const card = suite('attack 31: a card that was just written')
const missing = missingForImage()
// Needs the tools that make file systems.
const written = missing === undefined ? card : card.skip
const title = missing === undefined ? '' : ` (${missing})`

const writeCard = async (small: SmallImage): Promise<Buffer> => {
  const args = [
    ...['--image', small.packed, '--to', 'card.img', '--host', 'door', '--user', 'anna', '--ssh-key', small.key],
    ...['--package', small.deb, '--zone', 'Europe/Berlin'],
    ...['--wifi-ssid', SSID, '--wifi-password-file', small.password, '--wifi-country', 'DE'],
  ]
  const desk = { folder: small.folder, zone: 'UTC', say, readLine: async () => '' }
  await flash(await readWanted(readTyped(args), desk), {
    ...{ folder: small.folder, say, show: () => undefined, isTerminal: false, ask: undefined },
    now: () => millis(performance.now()),
    stop: new AbortController().signal,
  })
  return readFile(join(small.folder, 'card.img'))
}

const countOf = (bytes: Buffer, text: string): number => bytes.toString('latin1').split(text).length - 1

for (const [way, kind] of [
  ['cloud-init', {}],
  ['firstrun', { cloud: false }],
] as const) {
  written(`has no password and no private key on it, prepared for ${way}${title}`, async () => {
    const small = await makeSmallImage(kind)
    try {
      const bytes = await within(writeCard(small), 'a card', LIMIT)
      const password = (await readFile(small.password, 'utf8')).trim()
      assert.ok(password.length >= 8)
      for (const form of [password, Buffer.from(password).toString('hex'), Buffer.from(password).toString('base64')])
        assert.is(countOf(bytes, form), 0, form)
      // What opens this one network, once; the network's name with another password, or the password at another, is not it.
      assert.is(countOf(bytes, pskOf(SSID, password)), 1)
      assert.is(countOf(bytes, pskOf('another', password)), 0)
      assert.equal(
        plainIn(bytes).filter((form) => KEYS.includes(form)),
        [],
      )
      // The owner's key for logging in is there, its public half; keys of the machine itself are made by its first boot.
      const [, key = ''] = (await readFile(small.key, 'utf8')).split(' ')
      assert.ok(countOf(bytes, key) > 0)
      assert.is(countOf(bytes, 'OPENSSH PRIVATE KEY'), 0)
      assert.not(/plain_text|chpasswd|hashed_passwd|\$[1567y]\$[./\w]{8,}\$/.test(bytes.toString('latin1')))
    } finally {
      await small.close()
    }
  })
}
card.run()

const installed = suite('attack 31: a card out of a door')
const lacks =
  process.env['HAUSRECHT_LONG'] === undefined ? 'needs --long: it takes minutes' : missingFor('container', 'amd64')
// Needs root, systemd-nspawn and a Debian root.
const stolen = lacks === undefined ? installed : installed.skip

const DATA = '/var/lib/hausrecht'
const PLACES = [DATA, '/etc', '/var/log', '/var/tmp', '/tmp', '/root', '/home', '/boot', '/run/hausrecht']

/** Everything on the card where something may have been written. */
const carriedAway = async (container: Container, to: string): Promise<void> => {
  await container.must(
    `tar -cf /carried.tar --ignore-failed-read --exclude='*.deb' ${PLACES.join(' ')} 2>/dev/null || true`,
  )
  await container.copyOut('/carried.tar', join(to, 'carried.tar'))
  await command('tar', ['-xf', join(to, 'carried.tar'), '-C', to])
  await rm(join(to, 'carried.tar'))
}

const haveVisit = async ({ call, rig }: Outside): Promise<void> => {
  const visit = call('unlock', '--wait', '--hold', '5s', '--json')
  await until(async () => (await rig.observe()).bolt.place === 'out', 'the bolt is out', LIMIT)
  await rig.do({ do: 'door.open' })
  await rig.do({ do: 'door.close' })
  const { exit, err } = await visit
  assert.is(exit, 0, err)
}

stolen(
  `shows nothing of what it filmed, and is nobody else’s to read while it runs${lacks ? ` (${lacks})` : ''}`,
  async () => {
    const outside = await openOutside('pty')
    const folder = await mkdtemp(join(tmpdir(), 'hausrecht-carried-'))
    const device = 'device' in outside.line ? outside.line.device : ''
    let container: Container | undefined
    try {
      const args = [`--bind=${device}:/dev/hausrecht-rig`]
      container = await bootContainer({ arch: 'amd64', reach: outside.reach, args, bootWithin: 300_000 })
      await container.settled()
      await install(container, await packageFile('device', 'amd64'))
      await settings(container, 'device', { url: BRIDGE_INSIDE, trust: 'system', source: 'scene' })
      await pairOwner(container, outside)
      await doorState(outside, (state) => isLocked(state) && state['camera'] === 'clear')
      await haveVisit(outside)
      await doorState(outside, isLocked)
      await until(
        async () => (await container?.run(`ls ${DATA}/device/*/ | grep -c .`))?.code === 0,
        'something is there',
      )

      // While it runs: nobody but its user, and root.
      const open = await container.must(`find ${DATA}/device /etc/hausrecht -perm /007 ! -type l`)
      assert.is(open.trim(), '/etc/hausrecht', 'the folder of settings alone, and no file')
      assert.is.not((await container.run(`runuser -u nobody -- cat ${DATA}/device/door-key.json`)).code, 0)
      assert.is.not((await container.run('runuser -u nobody -- cat /etc/hausrecht/device.toml')).code, 0)

      await carriedAway(container, folder)
      const loot = await lootOf(folder)
      assert.ok(loot.some(({ path }) => path.endsWith('door-key.json')))
      const spooled = loot.filter(({ path }) => path.includes('/hausrecht/device/')).length
      assert.ok(spooled > 4, 'journal and film are there')
      // The door's own key, and what Debian makes for logging in.
      const known = /\/door-key\.json$|\/etc\/ssh\/ssh_host_\w+_key$|\/ssl\/private\/ssl-cert-snakeoil\.key$/
      const found = loot.flatMap(({ path, bytes }) =>
        known.test(path) ? [] : plainIn(bytes).map((form) => `${form}: ${path}`),
      )
      assert.equal(found, [])
      const owner = await readFile(join(outside.call.home, 'keys', 'owner.json'), 'utf8').catch(() => '')
      const secret = /"d"\s*:\s*"([\w-]+)"/.exec(owner)?.[1]
      if (secret)
        assert.equal(
          loot.filter(({ bytes }) => bytes.includes(secret)).map(({ path }) => path),
          [],
        )
    } finally {
      await container?.close()
      await outside.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
)
installed.run()
