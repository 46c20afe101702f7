// Attack 36 on the packaged thing: a Debian machine with the door's package and its update channel. A good version comes
// in by itself and stays; one that does not come up goes back within two minutes; dpkg killed at any moment leaves a
// whole version; the door answers all the while but for one restart. Long: a container, real apt, real systemd.

import { rmSync } from 'node:fs'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '#scripts/package/run.ts'
import { openChannel } from '#scripts/release/channel.fixture.ts'
import { until } from '#test/support/wait.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'
import { type Silence, silence } from './silence.ts'
import { APT, joinChannel, offer, reachOf } from './update-channel.ts'
import { build, settled, status, VERSIONS } from './versions.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const missing = LONG ? missingFor('container', 'amd64') : 'needs `npm run test:image`: it takes minutes'
const updates = suite('updates of a door')
const test = missing === undefined ? updates : updates.skip

/** Trial, the old version's start, and a loaded computer. */
const BACK_LIMIT = 180_000
/** A door may say nothing for so long: while it is restarted, while a new version crashes, while one hangs. */
const SILENT = { good: 10_000, crashes: 60_000, hangs: 150_000 }

const told = ({ longest, answers }: Silence): string =>
  `the door was silent for ${Math.round(longest)} ms at most (${answers} answers)`

/** The same package with other settings, as a version has them that knows one more. */
const withOtherSettings = async (deb: string, folder: string): Promise<void> => {
  const tree = join(folder, 'other-settings')
  run('dpkg-deb', ['--raw-extract', deb, tree])
  await appendFile(join(tree, 'etc/hausrecht/device.toml'), '\n# One more.\n')
  rmSync(join(tree, 'DEBIAN/md5sums'), { force: true })
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, deb])
  rmSync(tree, { recursive: true })
}

/** The same package with another program in the door's place, such as one that forgot to bring a part. */
const spoilt = async (deb: string, folder: string, program: string): Promise<void> => {
  const tree = join(folder, 'spoilt')
  run('dpkg-deb', ['--raw-extract', deb, tree])
  const version = basename(deb).split('_')[1] ?? ''
  await writeFile(join(tree, 'usr/lib/hausrecht-device', version, 'device.js'), program)
  rmSync(join(tree, 'DEBIAN/md5sums'), { force: true })
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, deb])
  rmSync(tree, { recursive: true })
}

const CRASHES = "throw new TypeError('x')\n"
/** Works on something for ever, and never says that it is ready. */
const HANGS = 'setInterval(() => undefined, 1000)\n'

const killed = async (door: Container, deb: string, after: number): Promise<void> => {
  // The whole session, so that what dpkg started goes too: a power cut spares nobody.
  const kill = 'kill -9 -$p 2>/dev/null; wait $p'
  await door.run(`setsid dpkg --force-confold -i ${deb} >/dev/null 2>&1 & p=$!; sleep ${after}; ${kill}`)
}

test(`comes in, stays or goes back, and may be cut off anywhere${missing === undefined ? '' : ` (${missing})`}`, async () => {
  const channel = await openChannel()
  let door: Container | undefined
  try {
    const packages = join(channel.folder, 'built')
    await mkdir(packages)
    const debs: string[] = []
    for (const version of ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0'])
      debs.push(await build(packages, 'device', version))
    const [first = '', second = '', crashing = '', hanging = '', fourth = ''] = debs
    await withOtherSettings(second, channel.folder)
    await spoilt(crashing, channel.folder, CRASHES)
    await spoilt(hanging, channel.folder, HANGS)
    await offer(channel, first)
    door = await bootContainer({ arch: 'amd64', reach: reachOf(channel) })
    const on = door
    await on.settled()
    await joinChannel(on, channel)
    await on.must(`${APT} update`)
    await on.must(`${APT} install --no-install-recommends hausrecht-device`, { within: 300_000 })
    await settled(on, '0.1.0')

    // Installed without being asked, as on a Pi at night, though the owner and the new version both changed the settings.
    await on.must('echo "# Mine." >> /etc/hausrecht/device.toml')
    await offer(channel, second)
    const during = async (): Promise<void> => {
      await on.must(`${APT} update`)
      const log = await on.must('unattended-upgrade -v 2>&1', { within: 300_000 })
      assert.match(log, /hausrecht-device/)
      await settled(on, '0.2.0')
    }
    const upgrade = await silence(on, channel.folder, during)
    console.log(`an upgrade: ${told(upgrade)}`)
    assert.ok(upgrade.longest <= SILENT.good)
    assert.is((await status(on)).previous, '0.1.0')
    await on.must('tail -n 1 /etc/hausrecht/device.toml | grep -qx "# Mine."')
    await on.must('grep -qx "# One more." /etc/hausrecht/device.toml.dpkg-dist')

    for (const [version, deb, most] of [
      ['0.3.0', crashing, SILENT.crashes],
      ['0.3.1', hanging, SILENT.hangs],
    ] as const) {
      await offer(channel, deb)
      const away = await silence(on, channel.folder, async () => {
        await on.must(`${APT} update`)
        await on.must(`${APT} upgrade`, { within: 300_000 })
        await settled(on, '0.2.0')
      })
      assert.is((await status(on)).refused, version)
      const log = await on.must('journalctl -u hausrecht-device-settle -o cat')
      const [why] =
        new RegExp(`${version.replaceAll('.', '\\.')} is refused.*: going back to 0\\.2\\.0`).exec(log) ?? []
      assert.ok(why, log)
      console.log(`${why}: ${told(away)}`)
      assert.ok(away.longest <= most)
    }

    await on.copyIn(fourth, '/var/tmp/fourth.deb')
    await on.copyIn(first, '/var/tmp/first.deb')
    const older = await on.run('dpkg -i /var/tmp/first.deb')
    assert.is.not(older.code, 0)
    assert.match(older.stderr, /0\.1\.0 is older than 0\.3\.1, which was here before, and is refused/)
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
    await on.must(`dpkg --configure -a; dpkg --force-confold -i /var/tmp/fourth.deb`, { within: 300_000 })
    await settled(on, '0.4.0')
    assert.is((await status(on)).refused, undefined)
  } finally {
    await door?.close()
    await channel.close()
  }
})

updates.run()
