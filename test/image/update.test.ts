// Attack 36 on the packaged thing: a Debian machine with the door's package and its update channel. A good version comes
// in by itself and stays; one that does not come up goes back within two minutes; dpkg killed at any moment leaves a
// whole version; the door answers all the while but for one restart. Long: a container, real apt, real systemd.

import { rmSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '#scripts/package/run.ts'
import { type Channel, openChannel } from '#scripts/release/channel.fixture.ts'
import { sourcesFile, unattendedFile } from '#scripts/release/channel.ts'
import { publicKeys } from '#scripts/release/keys.ts'
import { pause, until } from '#test/support/wait.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const missing = LONG ? missingFor('container', 'amd64') : 'needs `npm run test:image`: it takes minutes'
const updates = suite('updates of a door')
const test = missing === undefined ? updates : updates.skip

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Trial, the old version's start, and a loaded computer. */
const BACK_LIMIT = 180_000
const VERSIONS = '/var/lib/hausrecht-versions/device'
const APT = 'DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Options::=--force-confold'

/** Asks the door each 20 ms, and says what the longest silence was. */
const POLL = `
import { connect } from 'node:net'
import { writeFileSync } from 'node:fs'
let last = performance.now(), longest = 0, answers = 0
const ask = () => {
  const socket = connect('/run/hausrecht/door.sock')
  const next = () => { socket.destroy(); setTimeout(ask, 20) }
  socket.setTimeout(2000, next)
  socket.once('error', next)
  socket.once('connect', () => socket.write('{"do":"state"}\\n'))
  socket.once('data', () => {
    const now = performance.now()
    longest = Math.max(longest, now - last); last = now; answers++
    next()
  })
}
ask()
process.on('SIGTERM', () => {
  writeFileSync('/var/tmp/silence.json', JSON.stringify({ longest, answers, since: performance.now() - last }))
  process.exit(0)
})
`

interface Status {
  readonly current?: string
  readonly previous?: string
  readonly trial?: object
  readonly refused?: string
  readonly answers?: string
}

const status = async (door: Container): Promise<Status> =>
  JSON.parse(await door.must(`node ${VERSIONS}/settle.mjs status`)) as Status

const settled = (door: Container, version: string): Promise<void> =>
  until(
    async () => {
      const { current, trial, answers } = await status(door)
      if (current === version && trial === undefined && answers === version) return true
      await pause(500)
      return false
    },
    `${version} runs and stays`,
    BACK_LIMIT,
  )

const silence = async (door: Container, during: () => Promise<unknown>): Promise<number> => {
  await door.run('systemd-run --unit=poll node /var/tmp/poll.mjs')
  try {
    await during()
  } finally {
    await door.run('systemctl stop poll')
  }
  const told = JSON.parse(await door.must('cat /var/tmp/silence.json')) as { longest: number; since: number }
  return Math.max(told.longest, told.since)
}

const build = (to: string, version: string): string => {
  const args = ['--import', 'tsx', 'scripts/package/main.ts', 'device', '--arch', 'amd64', '--quick']
  run(process.execPath, [...args, '--version', version, '--to', to], { cwd: ROOT, within: 300_000 })
  return join(to, `hausrecht-device_${version}_amd64.deb`)
}

/** The same package with a program that ends at once, as one that forgot to bring a part would. */
const broken = async (deb: string, folder: string, version: string): Promise<void> => {
  const tree = join(folder, 'broken')
  run('dpkg-deb', ['--raw-extract', deb, tree])
  await writeFile(join(tree, 'usr/lib/hausrecht-device', version, 'device.js'), "throw new TypeError('x')\n")
  rmSync(join(tree, 'DEBIAN/md5sums'), { force: true })
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, deb])
  rmSync(tree, { recursive: true })
}

const joinChannel = async (door: Container, channel: Channel): Promise<void> => {
  const put = async (path: string, text: string): Promise<void> => {
    const here = join(channel.folder, 'put')
    await writeFile(here, text)
    await door.copyIn(here, path)
  }
  await door.must('rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*')
  await put('/usr/share/keyrings/hausrecht.asc', publicKeys(channel.home, [channel.key]))
  await put('/etc/apt/sources.list.d/hausrecht.sources', sourcesFile('http://10.0.2.100:8080'))
  await put('/etc/apt/apt.conf.d/52hausrecht-channel', unattendedFile())
  await put('/var/tmp/poll.mjs', POLL)
}

const offer = async (channel: Channel, deb: string): Promise<void> => {
  const packages = await mkdtemp(join(channel.folder, 'offer-'))
  for (const path of [deb, deb.replace(/\.deb$/, '.parts.json')])
    await copyFile(path, join(packages, path.slice(path.lastIndexOf('/') + 1)))
  channel.release([], { packages, keep: 5 })
}

const killed = async (door: Container, deb: string, after: number): Promise<void> => {
  // The whole session, so that what dpkg started goes too: a power cut spares nobody.
  await door.run(
    `setsid dpkg --force-confold -i ${deb} >/dev/null 2>&1 & p=$!; sleep ${after}; kill -9 -- -$p 2>/dev/null`,
  )
}

test(`comes in, stays or goes back, and may be cut off anywhere${missing === undefined ? '' : ` (${missing})`}`, async () => {
  const channel = await openChannel()
  let door: Container | undefined
  try {
    const packages = join(channel.folder, 'built')
    await mkdir(packages)
    const debs = ['0.1.0', '0.2.0', '0.3.0', '0.4.0'].map((version) => build(packages, version))
    const [first = '', second = '', third = '', fourth = ''] = debs
    await broken(third, channel.folder, '0.3.0')
    await offer(channel, first)
    door = await bootContainer({ arch: 'amd64', reach: { 8080: Number(new URL(channel.url).port) } })
    const on = door
    await on.settled()
    await joinChannel(on, channel)
    await on.must(`${APT} update`)
    await on.must(`${APT} install --no-install-recommends hausrecht-device`, { within: 300_000 })
    await settled(on, '0.1.0')

    // Installed without being asked, as on a Pi at night.
    await offer(channel, second)
    const during = async (): Promise<void> => {
      await on.must(`${APT} update`)
      const told = await on.must('unattended-upgrade -v 2>&1', { within: 300_000 })
      assert.match(told, /hausrecht-device/)
      await settled(on, '0.2.0')
    }
    const upgrade = await silence(on, during)
    console.log(`an upgrade: the door was silent for ${Math.round(upgrade)} ms at most`)
    assert.is((await status(on)).previous, '0.1.0')

    await offer(channel, third)
    const began = performance.now()
    const away = await silence(on, async () => {
      await on.must(`${APT} update`)
      await on.must(`${APT} upgrade`, { within: 300_000 })
      assert.is((await status(on)).current, '0.3.0')
      await settled(on, '0.2.0')
    })
    console.log(
      `a version that does not come up: back after ${Math.round((performance.now() - began) / 1000)} s, silent for ${Math.round(away / 1000)} s`,
    )
    assert.is((await status(on)).refused, '0.3.0')
    assert.match(
      await on.must('journalctl -u hausrecht-device-settle -o cat'),
      /0\.3\.0 is refused \(.*\): going back to 0\.2\.0/,
    )

    await on.copyIn(fourth, '/var/tmp/fourth.deb')
    await on.copyIn(first, '/var/tmp/first.deb')
    const older = await on.run('dpkg -i /var/tmp/first.deb')
    assert.is.not(older.code, 0)
    assert.match(older.stderr, /0\.1\.0 is older than 0\.3\.0, which was here before, and is refused/)
    assert.is((await status(on)).answers, '0.2.0')

    // dpkg ended by force anywhere, and the machine with it at times.
    for (const after of [0.2, 0.5, 1, 1.5, 2, 3, 4]) {
      await killed(on, '/var/tmp/fourth.deb', after)
      const { current = '' } = await status(on)
      await on.must(`test -s ${VERSIONS}/current/device.js && test -s ${VERSIONS}/current/package.json`)
      assert.ok(['0.2.0', '0.4.0'].includes(current), current)
      if (after === 1.5) {
        await on.powerCut()
        await on.start()
      }
      await until(async () => (await status(on)).answers !== undefined, 'the door answers', BACK_LIMIT)
    }
    await on.must(`dpkg --configure -a && dpkg --force-confold -i /var/tmp/fourth.deb`, { within: 300_000 })
    await settled(on, '0.4.0')
    assert.is((await status(on)).refused, undefined)
  } finally {
    await door?.close()
    await channel.close()
  }
})

updates.run()
