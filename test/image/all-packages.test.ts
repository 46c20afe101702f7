// The three packages on one Debian machine, as an owner has them over the years: installed, brought up to date, gone back
// from by hand, removed (what is theirs stays), installed again, purged (nothing stays). Long: a container, dpkg, systemd.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pause, until } from '#test/support/wait.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'
import type { Package } from './package-inside.ts'
import { build, settled } from './versions.ts'

const missing =
  process.env['HAUSRECHT_LONG'] === '1'
    ? missingFor('container', 'amd64')
    : 'needs `npm run test:image`: it takes minutes'
const packages = suite('all packages on one machine')
const test = missing === undefined ? packages : packages.skip

const ROOMS: readonly Package[] = ['device', 'bridge', 'cloud']
/** Where those that serve say who they are. */
const SAYS = { bridge: '8080/.well-known/hausrecht', cloud: '8643/.well-known/hausrecht-cloud' } as const
const PATIENCE = 120_000
const NAMES = ROOMS.map((room) => `hausrecht-${room}`).join(' ')
/** What a machine of these tests brings itself, what dpkg was given, and systemd's own log. */
const NOT_OURS = ['/usr/local/lib/hausrecht-machine*', '/etc/hausrecht-machine-net', '/var/tmp/*', '/var/log/*', '*@*']

const current = (on: Container, room: Package): Promise<string> =>
  on.must(`readlink /var/lib/hausrecht-versions/${room}/current`)

/** The public key it answers with: the same as long as its data are. */
const identity = async (on: Container, room: keyof typeof SAYS): Promise<string> => {
  const ask = `fetch('http://127.0.0.1:${SAYS[room]}').then((a) => a.json()).then((a) => console.log(JSON.stringify(a.key)))`
  let said = ''
  await until(
    async () => {
      const { code, stdout } = await on.run(`node -e "${ask}"`)
      said = stdout.trim()
      if (code !== 0) await pause(300)
      return code === 0 && said.includes('Ed25519')
    },
    `${room} says who it is`,
    PATIENCE,
  )
  return said
}

const dpkg = (on: Container, what: string): Promise<string> =>
  on.must(`DEBIAN_FRONTEND=noninteractive dpkg ${what} 2>&1`, { within: 300_000 })

/** All three run this version, with what is theirs. */
const assertRuns = async (on: Container, version: string): Promise<readonly string[]> => {
  await settled(on, version)
  const told = [await identity(on, 'bridge'), await identity(on, 'cloud')]
  for (const room of ROOMS) {
    assert.is(await current(on, room), version, room)
    assert.is(await on.must(`systemctl is-active hausrecht-${room}`), 'active')
    assert.is((await on.run(`systemctl is-enabled hausrecht-${room}`)).stdout.trim(), 'enabled')
  }
  const doorKey = await on.must("find /var/lib/hausrecht/device -type f -name '*key*' -exec sha256sum {} + | sort")
  assert.ok(doorKey.length > 0)
  return [...told, doorKey]
}

const withContainer = async (use: (on: Container, folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-all-packages-'))
  let on: Container | undefined
  try {
    on = await bootContainer({ arch: 'amd64' })
    await on.settled()
    await use(on, folder)
  } catch (cause) {
    const log = await on?.run(`journalctl --no-pager -o short-precise ${NAMES.replaceAll(/^| /g, ' -u ')} | tail -40`)
    throw new Error(`${String(cause)}\n${log?.stdout}`, { cause })
  } finally {
    await on?.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const bring = async (on: Container, folder: string, version: string): Promise<string> => {
  const inside: string[] = []
  for (const room of ROOMS) {
    const deb = await build(folder, room, version)
    inside.push(`/var/tmp/${basename(deb)}`)
    await on.copyIn(deb, `/var/tmp/${basename(deb)}`)
  }
  return inside.join(' ')
}

test(`come, go on, go back, go and leave nothing${missing === undefined ? '' : ` (${missing})`}`, async () => {
  await withContainer(async (on, folder) => {
    const [old, newer] = [await bring(on, folder, '0.1.0'), await bring(on, folder, '0.2.0')]
    await dpkg(on, `-i ${old}`)
    // Open to anybody is no default: the clip service asks whose doors it is for.
    assert.is.not((await on.run('systemctl is-active hausrecht-cloud')).stdout.trim(), 'active')
    const owners = `owners = ["${'A'.repeat(43)}"]`
    await on.must(`sed -i 's|^owners = .*|${owners}|' /etc/hausrecht/cloud.toml && systemctl restart hausrecht-cloud`)
    const first = await assertRuns(on, '0.1.0')

    await dpkg(on, `--force-confold -i ${newer}`)
    assert.equal(await assertRuns(on, '0.2.0'), first)
    assert.is(await on.must('grep ^owners /etc/hausrecht/cloud.toml'), owners)

    await on.must('node /var/lib/hausrecht-versions/device/settle.mjs back')
    for (const room of ['bridge', 'cloud'])
      await on.must(`/usr/lib/hausrecht-${room}/versions back && systemctl restart hausrecht-${room}`)
    assert.equal(await assertRuns(on, '0.1.0'), first)

    const told = await dpkg(on, `-r ${NAMES}`)
    for (const room of ROOMS) {
      assert.match(told, `/var/lib/hausrecht/${room} is kept`)
      assert.is((await on.run(`systemctl is-active hausrecht-${room}`)).stdout.trim(), 'inactive')
    }
    assert.is((await on.run('test -e /var/lib/hausrecht-versions')).code, 1)
    assert.is((await on.run('pgrep -f [h]ausrecht-versions')).code, 1, 'nothing of it runs')
    await dpkg(on, `--force-confold -i ${newer}`)
    assert.equal(await assertRuns(on, '0.2.0'), first, 'with the keys it had')

    assert.match(await dpkg(on, `-P ${NAMES}`), 'deleting /var/lib/hausrecht/device')
    const except = NOT_OURS.map((path) => `-not -path '${path}'`).join(' ')
    assert.is(await on.must(`find / -xdev -name '*hausrecht*' ${except}`), '', 'nothing stays')
  })
})

packages.run()
