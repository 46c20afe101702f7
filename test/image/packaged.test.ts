// The device's package in a Debian root with systemd: installed by dpkg it comes up by itself, is paired by its button,
// and a visit is had. amd64 at this computer's speed, arm64 under qemu-user. Long: the root and the package take minutes.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '#test/support/wait.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'
import { BRIDGE_INSIDE, doorState, isLocked, type Outside, openOutside, pairOwner, verifiedJournal } from './outside.ts'
import { install, packageFile, settings } from './package-inside.ts'
import type { Arch } from './roots.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const ARCHES = (process.env['HAUSRECHT_ARCH'] ?? 'amd64,arm64').split(',') as Arch[]

const withPackage = async (
  arch: Arch,
  use: (container: Container, outside: Outside) => Promise<void>,
): Promise<void> => {
  const outside = await openOutside('pty')
  const device = 'device' in outside.line ? outside.line.device : ''
  const args = [`--bind=${device}:/dev/hausrecht-rig`]
  const container = await bootContainer({ arch, reach: outside.reach, args, bootWithin: 300_000 }).catch(
    async (fault: unknown) => {
      await outside.close()
      throw fault
    },
  )
  try {
    await container.settled()
    await install(container, await packageFile('device', arch))
    await use(container, outside)
  } catch (cause) {
    const log = (await container.run('journalctl --no-pager -u hausrecht-device | tail -40')).stdout
    throw new Error(`${String(cause)}\nits log:\n${log}`, { cause })
  } finally {
    await container.close()
    await outside.close()
  }
}

for (const arch of ARCHES) {
  const packaged = suite(`the device's package in a ${arch} root`)
  const missing = LONG ? missingFor('container', arch) : 'needs `npm run test:image`: it takes minutes'
  const test = missing === undefined ? packaged : packaged.skip
  const title = missing === undefined ? '' : ` (${missing})`

  test(`comes up as it is, is paired by its button, and lets its owner in${title}`, async () => {
    await withPackage(arch, async (container, outside) => {
      // No bridge is there: the settings as they come must do.
      assert.is((await container.run('systemctl is-active hausrecht-device')).stdout.trim(), 'active')
      // A root made before ffmpeg was among its packages films nothing.
      const source = (await container.run('command -v ffmpeg')).code === 0 ? 'scene' : 'none'
      await settings(container, 'device', { url: BRIDGE_INSIDE, trust: 'system', source })
      await pairOwner(container, outside)
      await doorState(outside, isLocked)
      const visit = outside.call('unlock', '--wait', '--hold', '5s', '--json')
      await until(async () => (await outside.rig.observe()).bolt.place === 'out', 'the bolt is out', 60_000)
      await outside.rig.do({ do: 'door.open' })
      await outside.rig.do({ do: 'door.close' })
      const { exit, err } = await visit
      assert.is(exit, 0, err)
      await doorState(outside, isLocked)
      const user = await container.must('ps -o user= -p $(systemctl show -P MainPID hausrecht-device)')
      assert.is(user.trim(), 'hausrecht')
      await verifiedJournal(container, outside)
    })
  })

  packaged.run()
}
