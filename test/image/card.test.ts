// From a written card to a door that is paired and locked: an image like Raspberry Pi OS, written by `npm run flash` onto
// a plain file, booted by a whole machine. The power goes in the middle of the first boot; the rig hangs at a USB port
// beside a board that is none. Long.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '#test/support/wait.ts'
import { command } from './command.ts'
import { bootMachine, type Machine } from './machine.ts'
import { hasProgram, missingFor } from './needs.ts'
import { BRIDGE_INSIDE, doorState, isLocked, openOutside, pairOwner, verifiedJournal } from './outside.ts'
import { packageFile } from './package-inside.ts'
import { kernelArguments, piImage } from './pi-image.ts'
import type { Arch } from './roots.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const ARCHES = (process.env['HAUSRECHT_ARCH'] ?? 'amd64,arm64').split(',') as Arch[]
const FLASH = fileURLToPath(new URL('../../scripts/flash/main.ts', import.meta.url))
const MINUTES = 60_000
const PROGRAMS = ['sfdisk', 'mkfs.vfat', 'mcopy', 'mtype', 'debugfs', 'ssh-keygen', 'dd']

const missingHere = (arch: Arch): string | undefined => {
  const missing = PROGRAMS.filter((name) => !hasProgram(name))
  return missing.length > 0 ? `needs ${missing.join(', ')}` : missingFor('machine', arch)
}

const stopwatch = (arch: Arch) => {
  const began = Date.now()
  return (what: string): void => console.log(`${arch}: ${what} after ${Math.round((Date.now() - began) / 1000)} s`)
}

/** A board that takes what is written to it and says nothing. */
const openDecoy = (): Promise<{ readonly server: Server; readonly port: number }> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume())
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 })
    })
  })

const writeCard = async (arch: Arch, folder: string): Promise<string> => {
  const [key, card] = [join(folder, 'id'), join(folder, 'card.img')]
  await command('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'anna@home', '-f', key])
  const flash = [process.execPath, '--import', import.meta.resolve('tsx'), FLASH]
  const what = ['--image', await piImage(arch), '--to', card, '--package', await packageFile('device', arch)]
  const who = ['--host', 'front-door', '--user', 'anna', '--ssh-key', `${key}.pub`, '--zone', 'Europe/Berlin']
  const rest = ['--bridge', BRIDGE_INSIDE, '--yes', '--lang', 'en']
  await command(flash[0] ?? '', [...flash.slice(1), ...what, ...who, ...rest], 10 * MINUTES)
  return card
}

/** The first boot at work, and the moment in it at which dpkg has the package in its hands. */
const IS_UNPACKING = 'test -e /var/lib/dpkg/info/hausrecht-device.list || ls /usr/lib/hausrecht-device* >/dev/null 2>&1'

const firstBoot = async (machine: Machine, say: (what: string) => void): Promise<void> => {
  const asks = async (script: string): Promise<boolean> => (await machine.run(script)).code === 0
  await until(() => asks(IS_UNPACKING), 'the first boot unpacks the package', 15 * MINUTES)
  const isDone = await asks('test -e /var/lib/hausrecht-first-boot/done')
  await machine.powerCut()
  say(`${machine.lost?.lost ?? 0} writes were lost in a power cut while the package was unpacked,`)
  assert.not(isDone, 'the cut came in the middle')
  await machine.start()
  say('it listened again')
  await until(() => asks('test -e /var/lib/hausrecht-first-boot/done'), 'the first boot is through', 20 * MINUTES)
  say('the first boot was through')
}

/** What the card was told the Pi should be. */
const assertIsFrontDoor = async (machine: Machine): Promise<void> => {
  assert.is(await machine.must('cat /etc/hostname'), 'front-door')
  assert.match(await machine.must('cat ~anna/.ssh/authorized_keys'), /anna@home/)
  assert.match(await machine.must('passwd --status anna'), /^anna L /)
  assert.is(await machine.must('readlink /etc/localtime'), '/usr/share/zoneinfo/Europe/Berlin')
  assert.match(await machine.must('dpkg --list hausrecht-device | tail -n 1'), /^ii /)
  assert.is(await machine.must('dpkg --audit'), '')
}

for (const arch of ARCHES) {
  const written = suite(`a card written for a Pi (${arch})`)
  const missing = LONG ? missingHere(arch) : 'needs `npm run test:image`: a first boot takes minutes'
  const test = missing === undefined ? written : written.skip
  const title = missing === undefined ? '' : ` (${missing})`

  test(`boots to a paired, locked door, though its power goes in the first boot${title}`, async () => {
    const say = stopwatch(arch)
    const folder = await mkdtemp(join(tmpdir(), 'hausrecht-card-boot-'))
    const [outside, decoy] = [await openOutside('tcp'), await openDecoy()]
    let machine: Machine | undefined
    try {
      const card = await writeCard(arch, folder)
      say('the card was written and read back')
      const rig = { id: 'rig', port: 'port' in outside.line ? outside.line.port : 0, plug: 2 }
      machine = await bootMachine({
        arch,
        image: { file: card, format: 'raw', append: await kernelArguments(card) },
        // The kernel finds the other board first.
        usb: [{ id: 'decoy', port: decoy.port, plug: 1 }, rig],
        reach: outside.reach,
        bootWithin: 15 * MINUTES,
        volatileCache: Math.random,
      })
      say('it listened')
      await firstBoot(machine, say)
      await assertIsFrontDoor(machine)
      // The time from the network, which is not there.
      await machine.must('mkdir -p /run/systemd/timesync && touch /run/systemd/timesync/synchronized')
      await pairOwner(machine, outside, 10 * MINUTES)
      say('its owner was paired')
      const state = await doorState(outside, isLocked, 5 * MINUTES)
      say(`status said locked and measured: ${JSON.stringify(state)}`)
      assert.is((await machine.must('ls /dev/hausrecht-rigs')).split('\n').length, 2)
      await verifiedJournal(machine, outside)
    } catch (cause) {
      const logs = 'journalctl --no-pager -b -u hausrecht-device -u hausrecht-first-boot -u "cloud-*" | tail -80'
      const said = await machine?.run(logs).catch(() => undefined)
      const seen = (await machine?.console())?.slice(-3000) ?? ''
      throw new Error(`${String(cause)}\nits log:\n${said?.stdout ?? ''}\nits console:\n${seen}`, { cause })
    } finally {
      await machine?.close()
      decoy.server.close()
      await outside.close()
      await rm(folder, { recursive: true, force: true })
    }
  })

  written.run()
}
