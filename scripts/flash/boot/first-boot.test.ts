// first-boot.sh in Debian "trixie" as Raspberry Pi OS is built on it: what it makes, and that a cut at any moment is made
// good by the next start. A cut here loses nothing that was written; machines that lose their power are in test/image.

import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bootContainer } from '#test/image/container.ts'
import { missingFor } from '#test/image/needs.ts'
import { rootTree } from '#test/image/roots.ts'
import { pause, until } from '#test/support/wait.ts'
import type { Card } from '../card/card.ts'
import { networkConfig, userData } from './cloud-init.ts'
import { bootFiles } from './files.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const missing = LONG ? missingFor('chroot', 'amd64') : 'needs `npm run test:image`: it unpacks a whole Debian'
const named = suite(`the first boot, in a Debian root${missing === undefined ? '' : ` (${missing})`}`)
// Needs root, and minutes the first time.
const test = missing === undefined ? named : named.skip

const KILLS = 25
const WITHIN = 180_000
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJfHgbLOzEuHqgzXPwBhQec6XiHPXqdo6FdDwwGOPJn5 anna@home'
const DEB = 'hausrecht-device_0.0.1_amd64.deb'
const CONFIG =
  '# The door.\ndata = "/var/lib/hausrecht/device"\n\n[bridge]\n# Where.\nurl = "mqtt://127.0.0.1:1883"\n\n[log]\n'

/** A real package of nothing, slow enough to be cut in each of its parts. */
const buildDeb = async (folder: string): Promise<string> => {
  const tree = join(folder, 'deb')
  await mkdir(join(tree, 'DEBIAN'), { recursive: true })
  await mkdir(join(tree, 'etc/hausrecht'), { recursive: true })
  await writeFile(join(tree, 'etc/hausrecht/device.toml'), CONFIG)
  const control = [
    'Package: hausrecht-device',
    'Version: 0.0.1',
    'Architecture: amd64',
    'Maintainer: x <x@x>',
    'Description: x',
    '',
  ]
  await writeFile(join(tree, 'DEBIAN/control'), control.join('\n'))
  await writeFile(join(tree, 'DEBIAN/conffiles'), '/etc/hausrecht/device.toml\n')
  await writeFile(join(tree, 'DEBIAN/postinst'), '#!/bin/sh\nset -e\nsleep 0.3\n', { mode: 0o755 })
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, join(folder, DEB)], { stdio: 'ignore' })
  return join(folder, DEB)
}

const cardOf = (path: string, way: 'cloud-init' | 'firstrun'): Card => ({
  host: 'door',
  user: 'anna',
  sshKeys: [KEY],
  wifi: way === 'firstrun' ? { ssid: 'Café "7"', psk: 'ab'.repeat(32), country: 'DE' } : undefined,
  zone: 'Europe/Berlin',
  packages: [{ path, file: DEB, name: 'hausrecht-device', arch: 'amd64' }],
  channel: { url: 'https://apt.example.org', key: 'KEY\n' },
  install: ['hausrecht-device'],
  rest: ['unattended-upgrades'],
  bridge: 'mqtts://bridge.home:8883',
})

interface Root {
  readonly path: string
  /** Runs in it with its own processes, all of which end with it; undefined: it was cut off. */
  readonly run: (script: string, cutAfter?: number) => Promise<number | undefined>
  readonly read: (path: string) => Promise<string>
  readonly close: () => Promise<void>
}

/** Copies what a card's boot partition has to where the running system has it. */
const putCard = async (
  path: string,
  firmware: string,
  way: 'cloud-init' | 'firstrun',
  folder: string,
): Promise<void> => {
  const card = cardOf(await buildDeb(folder), way)
  const found = {
    ...{ way, firmware, commandLine: 'console=tty1 rootwait\n', configText: '' },
    firstBoot: await readFile(join(import.meta.dirname, 'first-boot.sh'), 'utf8'),
    firstRun: await readFile(join(import.meta.dirname, 'firstrun.sh'), 'utf8'),
  }
  const hash = createHash('sha256')
    .update(await readFile(join(folder, DEB)))
    .digest('hex')
  for (const file of bootFiles(card, found, new Map([[DEB, hash]]))) {
    const to = join(path, firmware, file.path)
    await mkdir(join(to, '..'), { recursive: true })
    await writeFile(to, file.text ?? (await readFile(file.from ?? '')))
  }
}

const openRoot = async (way: 'cloud-init' | 'firstrun', firmware: string): Promise<Root> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-root-'))
  const [upper, work, path] = ['upper', 'work', 'root'].map((name) => join(folder, name)) as [string, string, string]
  // Of its own, so that overlays work wherever the temporary folder lies.
  for (const one of [upper, work, path]) await mkdir(one)
  execFileSync('mount', ['-t', 'tmpfs', 'none', upper])
  await mkdir(join(upper, 'up'))
  await mkdir(join(upper, 'work'))
  const layers = `lowerdir=${await rootTree('amd64')},upperdir=${join(upper, 'up')},workdir=${join(upper, 'work')}`
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, path])
  await putCard(path, firmware, way, folder)
  const run = (script: string, cutAfter?: number): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const inside = ['--mount', '--pid', '--fork', '--kill-child', '--net', 'chroot', path, '/bin/sh', '-c']
      const child = spawn(
        'unshare',
        [
          ...inside,
          `mount -t proc proc /proc; mount -t devtmpfs dev /dev; mkdir -p /dev/pts; mount -t devpts devpts /dev/pts; ${script}`,
        ],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
        },
      )
      let said = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (piece: Buffer) => {
          said = (said + piece.toString()).slice(-3000)
        })
      }
      let late = false
      const timer = setTimeout(() => {
        late = true
        child.kill('SIGKILL')
      }, cutAfter ?? WITHIN)
      child.once('error', reject)
      child.once('close', (code) => {
        clearTimeout(timer)
        if (late && cutAfter !== undefined) resolve(undefined)
        else if (code === 0) resolve(0)
        else reject(new Error(`${script} ended with ${code ?? 'a kill'}:\n${said}`))
      })
    })
  return {
    path,
    run,
    read: (name) => readFile(join(path, name), 'utf8').catch(() => ''),
    close: async () => {
      execFileSync('umount', ['--lazy', path])
      execFileSync('umount', ['--lazy', upper])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const inRoot = async (
  way: 'cloud-init' | 'firstrun',
  firmware: string,
  work: (root: Root) => Promise<void>,
): Promise<void> => {
  const root = await openRoot(way, firmware)
  try {
    await work(root)
  } finally {
    await root.close()
  }
}

const isWhole = async (root: Root): Promise<void> => {
  assert.is(await root.read('etc/hostname'), 'door\n')
  assert.is((await root.read('etc/hosts')).match(/^127\.0\.1\.1\tdoor$/gm)?.length, 1)
  assert.is(await root.read('home/anna/.ssh/authorized_keys'), `${KEY}\n`)
  assert.match(await root.read('etc/shadow'), /^anna:!/m)
  assert.match(await root.read('etc/group'), /^sudo:.*anna/m)
  assert.is(await root.read('etc/timezone'), 'Europe/Berlin\n')
  assert.match(await root.read('etc/systemd/journald.conf.d/50-hausrecht.conf'), /Storage=volatile/)
  assert.match(
    await root.read('etc/apt/sources.list.d/hausrecht.sources'),
    /Signed-By: \/usr\/share\/keyrings\/hausrecht\.asc/,
  )
  assert.is(
    await root.read('etc/hausrecht/device.toml'),
    CONFIG.replace('mqtt://127.0.0.1:1883', 'mqtts://bridge.home:8883'),
  )
  for (const mark of ['done', 'complete'])
    assert.match(await root.read(`var/lib/hausrecht-first-boot/${mark}`), /^20\d\d-/)
  assert.is(await root.run('dpkg --audit && [ -z "$(dpkg --audit)" ] && mkdir -p /run/sshd && sshd -t'), 0)
}

const BOOT = 'sh /boot/firmware/hausrecht/first-boot.sh'

test('makes host, user, keys, updates and the rig’s package, and a second time changes nothing', async () => {
  await inRoot('cloud-init', '/boot/firmware', async (root) => {
    await root.run(`${BOOT} begin`)
    assert.match(await root.read('etc/systemd/system/hausrecht-first-boot.service'), /first-boot\.sh finish/)
    assert.match(await root.read('etc/cloud/cloud.cfg.d/95-hausrecht-first-boot.cfg'), /"boot"/)
    await root.run('systemd-analyze verify /etc/systemd/system/hausrecht-first-boot.service')
    await root.run(`${BOOT} finish`)
    await isWhole(root)
    assert.is(await root.read('etc/cloud/cloud.cfg.d/95-hausrecht-first-boot.cfg'), '')
    await root.run(`echo mine >> ~anna/.ssh/authorized_keys; rm /var/lib/hausrecht-first-boot/*; ${BOOT} finish`)
    assert.is(await root.read('home/anna/.ssh/authorized_keys'), `${KEY}\nmine\n`)
  })
})

test(`ends whole after ${KILLS} cuts at random moments`, async () => {
  await inRoot('cloud-init', '/boot/firmware', async (root) => {
    let cuts = 0
    for (let n = 0; n < KILLS; n += 1) {
      const done = await root.run(`${BOOT} begin; ${BOOT} finish`, 30 + Math.floor(Math.random() * 2500))
      if (done === undefined) cuts += 1
      // Done by luck before the cut: once more from the package on.
      else await root.run('rm /var/lib/hausrecht-first-boot/*; dpkg --purge hausrecht-device')
    }
    assert.ok(cuts > 0)
    await root.run(`${BOOT} begin; ${BOOT} finish`)
    await isWhole(root)
  })
})

test('comes up from a card by cloud-init and systemd themselves, also when cut off on the way', async () => {
  const machine = await bootContainer({ arch: 'amd64' })
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-booted-'))
  try {
    await machine.powerCut()
    await rm(join(machine.tree, 'etc/cloud/cloud-init.disabled'), { force: true })
    // As Raspberry Pi OS tells it where its seed is.
    const seed =
      '{"datasource_list": ["NoCloud", "None"], "datasource": {"NoCloud": {"seedfrom": "file:///boot/firmware"}}}'
    await writeFile(join(machine.tree, 'etc/cloud/cloud.cfg.d/99_raspberry-pi.cfg'), seed)
    await putCard(machine.tree, '/boot/firmware', 'cloud-init', folder)
    await machine.start()
    await pause(3000)
    await machine.powerCut()
    await machine.start()
    const mark = join(machine.tree, 'var/lib/hausrecht-first-boot/complete')
    await until(() => existsSync(mark), 'the first boot is complete', WITHIN)
    assert.is((await readFile(join(machine.tree, 'etc/hostname'), 'utf8')).trim(), 'door')
    const said = await machine.run('dpkg -s hausrecht-device | grep Status; id anna')
    assert.match(said.stdout, /install ok installed[\s\S]*\(anna\)[\s\S]*sudo/)
    const cloud = await machine.run('cloud-init status --wait --long')
    assert.match(cloud.stdout, /errors: \[\]/)
  } finally {
    await machine.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('refuses a package that is damaged', async () => {
  await inRoot('cloud-init', '/boot/firmware', async (root) => {
    await root.run(`echo x >> /boot/firmware/hausrecht/${DEB}`)
    const fault = await root.run(`${BOOT} finish`).catch((error: unknown) => error)
    assert.match(String(fault), /is damaged: write the card again/)
    assert.is(await root.read('var/lib/hausrecht-first-boot/done'), '')
  })
})

test('does the same for a system without cloud-init, with its Wi-Fi, and takes itself off the command line', async () => {
  await inRoot('firstrun', '/boot', async (root) => {
    await root.run('mkdir -p /etc/NetworkManager/system-connections; sh /boot/firstrun.sh')
    const line = 'console=tty1 rootwait cgroup_enable=memory cfg80211.ieee80211_regdom=DE\n'
    assert.is(await root.read('boot/cmdline.txt'), line)
    assert.is(await root.read('boot/firstrun.sh'), '')
    const wifi = await root.read('etc/NetworkManager/system-connections/hausrecht.nmconnection')
    assert.match(wifi, /^ssid=67;97;102;195;169;32;34;55;34;$/m)
    await root.run('sh /boot/hausrecht/first-boot.sh finish')
    await isWhole(root)
  })
})

test('gives cloud-init what its own schema takes', async () => {
  await inRoot('cloud-init', '/boot/firmware', async (root) => {
    const card = cardOf('', 'firstrun')
    await writeFile(join(root.path, 'user-data'), userData(card, '/boot/firmware'))
    await writeFile(join(root.path, 'network-config'), networkConfig(card) ?? '')
    await root.run('cloud-init schema --config-file /user-data')
    // Its own schema has no Wi-Fi: on a Pi it asks netplan. What it has is held against it.
    await root.run(
      `python3 -c "import json; n = json.loads(open('/network-config').read().split(chr(10), 1)[1]); del n['network']['wifis']; json.dump(n, open('/wired', 'w'))"`,
    )
    await root.run('cloud-init schema --schema-type network-config --config-file /wired')
    const text = `import yaml; print(list(yaml.safe_load(open('/network-config'))['network']['wifis']['wlan0']['access-points']))`
    await root.run(`python3 -c "${text}" > /names`)
    assert.is(await root.read('names'), `['Café "7"']\n`)
  })
})

named.run()
