// The device's package in a Debian root with systemd: installed by dpkg it comes up by itself, is paired by its button,
// and a visit is had. amd64 at this computer's speed; arm64 under qemu-user, where no systemd of Debian's starts a service
// and the unit's own command is run by hand, as the unit's user. Long: the root and the package take minutes.

import { type ChildProcess, spawn } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pause, until } from '#test/support/wait.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'
import { BRIDGE_INSIDE, doorState, isLocked, type Outside, openOutside, pairOwner, verifiedJournal } from './outside.ts'
import { install, packageFile, settings, setValues } from './package-inside.ts'
import type { Arch } from './roots.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const ARCHES = (process.env['HAUSRECHT_ARCH'] ?? 'amd64,arm64').split(',') as Arch[]

/** Of 127.0.0.1 inside. */
const LEAD_PORT = 7700

/** As the unit says: its folders, its user, its command. */
const START = `unit=/usr/lib/systemd/system/hausrecht-device.service
install -d -o hausrecht -g hausrecht -m 700 /var/lib/hausrecht/device
install -d -o hausrecht -g hausrecht -m 750 /run/hausrecht
run=$(sed -n 's/^ExecStart=//p' $unit)
export $(sed -n 's/^Environment=//p' $unit)
cd /var/lib/hausrecht/device
setpriv --reuid hausrecht --regid hausrecht --init-groups --no-new-privs $run >>/var/log/door.log 2>&1 &`
// The brackets keep a shell with this in its words from finding itself.
const END = 'pkill -f "[c]urrent/device.js"; while pgrep -f "[c]urrent/device.js" >/dev/null; do sleep 0.2; done'

interface Way {
  readonly bare: boolean
  readonly log: string
  readonly user: string
  /** Its settings are changed: it starts again. */
  set(container: Container, values: Readonly<Record<string, string>>): Promise<void>
}

const BY_SYSTEMD: Way = {
  bare: false,
  log: 'journalctl --no-pager -u hausrecht-device | tail -40',
  user: 'ps -o user= -p $(systemctl show -P MainPID hausrecht-device)',
  set: (container, values) => settings(container, 'device', values),
}

const BY_HAND: Way = {
  bare: true,
  log: 'tail -40 /var/log/door.log',
  user: 'ps -o user= -p $(pgrep -o -f "[c]urrent/device.js")',
  set: async (container, values) => {
    await setValues(container, 'device', { ...values, rig: `tcp://127.0.0.1:${LEAD_PORT}` })
    await container.must(`${END}; ${START}`)
  },
}

const wayOf = (arch: Arch): Way => ((process.arch === 'arm64') === (arch === 'arm64') ? BY_SYSTEMD : BY_HAND)

/** qemu-user has no TCGETS2, which the serial port is opened with: this computer's socat opens the pty instead. */
const leadInto = (container: Container, device: string): ChildProcess => {
  const listen = `TCP4-LISTEN:${LEAD_PORT},bind=127.0.0.1,fork,reuseaddr,nodelay`
  const args = ['-t', String(container.pid()), '-n', 'socat', listen, `FILE:${device},raw,echo=0`]
  return spawn('nsenter', args, { stdio: 'ignore' })
}

const withPackage = async (
  arch: Arch,
  use: (container: Container, outside: Outside) => Promise<void>,
): Promise<void> => {
  const { bare } = wayOf(arch)
  const outside = await openOutside('pty')
  const device = 'device' in outside.line ? outside.line.device : ''
  const args = bare ? [] : [`--bind=${device}:/dev/hausrecht-rig`]
  const options = { arch, reach: outside.reach, args, bare, bootWithin: 300_000 }
  const container = await bootContainer(options).catch(async (fault: unknown) => {
    await outside.close()
    throw fault
  })
  const lead = bare ? leadInto(container, device) : undefined
  try {
    if (!bare) await container.settled()
    await install(container, await packageFile('device', arch), 900_000)
    if (bare) await container.must(START)
    await use(container, outside)
  } catch (cause) {
    const log = (await container.run(wayOf(arch).log)).stdout
    throw new Error(`${String(cause)}\nits log:\n${log}`, { cause })
  } finally {
    lead?.kill('SIGKILL')
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
      const answers = async (): Promise<boolean> => {
        await pause(500)
        return (await container.run('test -S /run/hausrecht/door.sock')).code === 0
      }
      await until(answers, 'it is up as it came', 300_000)
      // A root made before ffmpeg was among its packages films nothing; an emulated one is too slow to.
      const films = !wayOf(arch).bare && (await container.run('command -v ffmpeg')).code === 0
      const source = films ? 'scene' : 'none'
      await wayOf(arch).set(container, { url: BRIDGE_INSIDE, trust: 'system', source })
      await pairOwner(container, outside, 300_000)
      await doorState(outside, isLocked, 300_000)
      const visit = outside.call('unlock', '--wait', '--hold', '5s', '--json')
      await until(async () => (await outside.rig.observe()).bolt.place === 'out', 'the bolt is out', 60_000)
      await outside.rig.do({ do: 'door.open' })
      await outside.rig.do({ do: 'door.close' })
      const { exit, err } = await visit
      assert.is(exit, 0, err)
      await doorState(outside, isLocked)
      const user = await container.must(wayOf(arch).user)
      assert.is(user.trim(), 'hausrecht')
      await verifiedJournal(container, outside)
    })
  })

  packaged.run()
}
