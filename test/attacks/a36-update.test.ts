// Attack 36: whoever has the server of the update channel, or the line to it, wants a door to run something else, or to
// stay with an old version for ever. Debian's own apt looks, each time at a real repository with one thing wrong.
// Source: The Update Framework's list of attacks (Samuel et al., CCS 2010); interrupted updates are in
// device/settle/settle.test.ts and test/image.

import { cpSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Channel, openChannel } from '#scripts/release/channel.fixture.ts'
import { programs } from '#scripts/release/needs.fixture.ts'

const test = suite('attack 36: a forged update')
const DAY = 86_400_000
const { run } = programs(['apt-ftparchive', 'apt-get', 'gpg', 'xz', 'dpkg-deb'])

/** A channel with 1.0.0 and 1.1.0, and a machine that took 1.0.0 from it. */
const withDoor =
  (body: (channel: Channel, machine: ReturnType<Channel['machine']>) => Promise<void>) => async (): Promise<void> => {
    const channel = await openChannel()
    try {
      channel.release(['1.0.0'], { at: Date.now() - 2 * DAY })
      const machine = channel.machine()
      const updated = await machine.apt('update')
      assert.is(updated.code, 0, updated.text)
      assert.is(await machine.candidate(), '1.0.0')
      await body(channel, machine)
    } finally {
      await channel.close()
    }
  }

type Machine = ReturnType<Channel['machine']>

/** It complains, and goes on with what it knew. */
const assertUnmoved = async (machine: Machine, why: RegExp, knew = '1.0.0'): Promise<void> => {
  const { text } = await machine.apt('update')
  assert.match(text, why)
  assert.is(await machine.candidate(), knew)
}

/** The honest case beside it: once the channel is itself again, its update is taken. */
const assertHealed = async (channel: Channel, machine: Machine): Promise<void> => {
  channel.lies.clear()
  const updated = await machine.apt('update')
  assert.is(updated.code, 0, updated.text)
  assert.is(await machine.candidate(), '1.1.0')
}

const indexFile = ({ to }: Channel, name: string): Buffer => readFileSync(join(to, 'dists/stable', name))

run(
  test,
  'takes nothing that another key signed',
  withDoor(async (channel, machine) => {
    const honest = channel.snapshot('honest')
    const { home, key } = channel.stranger()
    channel.release(['9.0.0'], { home, keys: [key] })
    await assertUnmoved(machine, /NO_PUBKEY|not signed|couldn't be verified|Missing key/i)
    honest()
    channel.release(['1.1.0'])
    await assertHealed(channel, machine)
  }),
)

run(
  test,
  'takes nothing whose signature is gone, empty, or of another text',
  withDoor(async (channel, machine) => {
    const old = indexFile(channel, 'InRelease')
    channel.release(['1.1.0'])
    const fresh = indexFile(channel, 'InRelease').toString()
    const forged = fresh.replace(/^Valid-Until: .*$/m, 'Valid-Until: Fri, 01 Jan 2100 00:00:00 UTC')
    assert.is.not(forged, fresh)
    channel.lies.set('InRelease', Buffer.from(forged))
    await assertUnmoved(machine, /BADSIG|invalid|couldn't be verified|not signed/i)
    channel.lies.set('InRelease', Buffer.alloc(0))
    await assertUnmoved(machine, /^[EW]: /m)
    channel.lies.set('InRelease', undefined).set('Release.gpg', undefined)
    await assertUnmoved(machine, /not signed|no longer signed|does not have a Release file/i)
    assert.ok(old.length > 0)
    await assertHealed(channel, machine)
  }),
)

run(
  test,
  'takes no list of packages that was changed, and none that is not this release’s',
  withDoor(async (channel, machine) => {
    const old = readdirSync(join(channel.to, 'dists/stable/main/binary-amd64'))
    assert.ok(old.includes('Packages.xz'))
    channel.release(['1.1.0'])
    const changed = indexFile(channel, 'main/binary-amd64/Packages').toString().replaceAll('1.1.0', '6.6.6')
    for (const name of ['Packages', 'Packages.gz', 'Packages.xz']) channel.lies.set(name, Buffer.from(changed))
    const folder = join(channel.to, 'dists/stable/main/binary-amd64/by-hash/SHA256')
    for (const hash of readdirSync(folder)) channel.lies.set(hash, Buffer.from(changed))
    await assertUnmoved(machine, /Hash Sum mismatch|unexpected size|Failed to fetch/i)
    await assertHealed(channel, machine)
  }),
)

run(
  test,
  'installs no package whose bytes were changed',
  withDoor(async (channel, machine) => {
    channel.release(['1.1.0'])
    assert.is((await machine.apt('update')).code, 0)
    const name = 'hausrecht-device_1.1.0_all.deb'
    const bytes = Buffer.from(readFileSync(join(channel.to, 'pool/hausrecht-device', name)))
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
    channel.lies.set(name, bytes)
    const got = await machine.apt('install', '-y', '--download-only', 'hausrecht-device')
    assert.is.not(got.code, 0)
    assert.match(got.text, /Hash Sum mismatch/)
    channel.lies.clear()
    assert.is((await machine.apt('install', '-y', '--download-only', 'hausrecht-device')).code, 0)
  }),
)

run(
  test,
  'takes no release that has run out, nor an older one after a newer',
  withDoor(async (channel, machine) => {
    const before = channel.snapshot('before')
    channel.release(['1.1.0'])
    assert.is((await machine.apt('update')).code, 0)
    assert.is(await machine.candidate(), '1.1.0')
    // Replayed: signed, and not run out yet.
    before()
    const { text } = await machine.apt('update')
    assert.is(await machine.candidate(), '1.1.0', text)
    // Frozen: what was good once is served for ever.
    const late = channel.machine()
    channel.release([], { packages: undefined, at: Date.now() - 100 * DAY })
    const frozen = await late.apt('update')
    assert.match(frozen.text, /expired/)
    assert.is.not(await late.candidate(), '1.0.0')
  }),
)

run(
  test,
  'goes to no older version that the channel itself offers',
  withDoor(async (channel, machine) => {
    channel.release(['1.1.0'])
    assert.throws(() => channel.release(['1.0.5']), /older than the published/)
    assert.is((await machine.apt('update')).code, 0)
    const installed = await machine.apt('install', '-y', 'hausrecht-device')
    assert.is(installed.code, 0, installed.text)
    // An insider with the key: publishes as if there had never been a newer one.
    rmSync(channel.to, { recursive: true })
    channel.release(['1.0.5'])
    await machine.apt('update')
    const upgraded = await machine.apt('dist-upgrade', '-y')
    assert.match(upgraded.text, /0 upgraded, 0 newly installed/)
    const status = readFileSync(join(machine.root, 'var/lib/dpkg/status'), 'utf8')
    assert.match(status, /^Version: 1\.1\.0$/m)
    channel.release(['1.2.0'])
    await machine.apt('update')
    assert.match((await machine.apt('dist-upgrade', '-y')).text, /1 upgraded/)
  }),
)

run(
  test,
  'reads the release before or the new one while one is published, never half of both',
  withDoor(async (channel, machine) => {
    // What a reader had in hand when the switch came: the old InRelease, and then the lists it names, by their hashes.
    const old = indexFile(channel, 'InRelease')
    const generation = readlinkSync(join(channel.to, 'dists/stable'))
    channel.release(['1.1.0'])
    channel.lies.set('InRelease', old)
    const fresh = channel.machine()
    const updated = await fresh.apt('update')
    assert.is(updated.code, 0, updated.text)
    assert.is(await fresh.candidate(), '1.0.0')
    assert.is.not(readlinkSync(join(channel.to, 'dists/stable')), generation)
    // Left behind by a publisher that was killed before its switch: nobody reads it, the next one clears it away.
    cpSync(join(channel.to, 'dists', generation), join(channel.to, 'dists/.stable-half'), { recursive: true })
    rmSync(join(channel.to, 'dists/.stable-half/InRelease'))
    await assertHealed(channel, machine)
  }),
)

test.run()
