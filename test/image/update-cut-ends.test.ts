// What dpkg leaves when it is cut off, and what the machine makes of it by itself: apt's own services, started as their
// timers start them at night, end with the new version installed and running. Long.

import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openChannel } from '#scripts/release/channel.fixture.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'
import { APT, joinChannel, offer, reachOf } from './update-channel.ts'
import { build, settled, VERSIONS } from './versions.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const missing = LONG ? missingFor('container', 'amd64') : 'needs `npm run test:image`: it takes minutes'
const cuts = suite('an update that was cut off')
const test = missing === undefined ? cuts : cuts.skip

const PATIENCE = 300_000
const FIRST = '0.1.0'

/** `installed 1.0.0`, as dpkg has it. */
const stateOf = (door: Container): Promise<string> =>
  door.must("dpkg-query --status hausrecht-device | sed -n -e 's/^Status:.* //p' -e 's/^Version: //p' | paste -sd ' '")

/** dpkg, ended by force once it has written down that this version is in this state, and the machine with it. */
const cutAt = async (door: Container, deb: string, left: string): Promise<void> => {
  const [state = '', version = ''] = left.split(' ')
  const isNoted = `grep -qs '^Status: .* ${state}$' $f && grep -qs '^Version: ${version}$' $f && return 0`
  await door.must(
    [
      `noted() { for f in /var/lib/dpkg/updates/[0-9]*; do ${isNoted}; done; return 1; }`,
      `setsid dpkg --force-confold -i ${deb} >/dev/null 2>&1 & p=$!`,
      'until noted; do kill -0 $p || exit 1; sleep 0.01; done',
      'kill -9 -$p; wait $p || true',
    ].join('\n'),
  )
  await door.powerCut()
  await door.start()
  await door.settled()
}

/** apt has dpkg unpack and configure in two runs: this is the power going between them. */
const cutBetween = async (door: Container, deb: string): Promise<void> => {
  await door.must(`dpkg --force-confold --unpack ${deb} && test -z "$(ls /var/lib/dpkg/updates)"`)
  await door.powerCut()
  await door.start()
  await door.settled()
}

/** The next night. */
const night = (door: Container): Promise<string> =>
  door.must('rm -f /var/lib/apt/periodic/*-stamp; systemctl start apt-daily.service apt-daily-upgrade.service', {
    within: PATIENCE,
  })

interface Cut {
  readonly at: string
  /** What is left of it. */
  readonly left: string
  cut(door: Container, deb: string, left: string): Promise<void>
}

/** Of 0.2.0, 0.3.0 and 0.4.0; where dpkg has not got so far, it names the version before. */
const CUTS: readonly Cut[] = [
  { at: 'while it is unpacked', left: 'half-installed 0.1.0', cut: cutAt },
  { at: 'between unpacking and configuring', left: 'unpacked 0.3.0', cut: cutBetween },
  { at: 'while it is configured', left: 'half-configured 0.4.0', cut: cutAt },
]

test(`is ended by the machine itself${missing === undefined ? '' : ` (${missing})`}`, async () => {
  const channel = await openChannel()
  let door: Container | undefined
  try {
    const packages = join(channel.folder, 'built')
    await mkdir(packages)
    const first = await build(packages, 'device', FIRST)
    door = await bootContainer({ arch: 'amd64', reach: reachOf(channel) })
    await door.settled()
    await joinChannel(door, channel)
    await offer(channel, first)
    await door.must(`${APT} update && ${APT} install --no-install-recommends hausrecht-device`, { within: PATIENCE })
    await settled(door, FIRST)
    for (const [number, { at, left, cut }] of CUTS.entries()) {
      const version = `0.${number + 2}.0`
      const deb = await build(packages, 'device', version)
      await offer(channel, deb)
      await door.copyIn(deb, `/var/tmp/${basename(deb)}`)
      await cut(door, `/var/tmp/${basename(deb)}`, left)
      assert.is(await stateOf(door), left, at)
      await door.must(`test -s ${VERSIONS}/current/device.js`)
      await night(door)
      const log = (await door.run('tail -n 40 /var/log/unattended-upgrades/*.log')).stdout
      assert.is(await stateOf(door), `installed ${version}`, `${at}: ${log}`)
      await settled(door, version)
    }
  } finally {
    await door?.close()
    await channel.close()
  }
})

cuts.run()
