// The packaged door on a machine with two USB serial adapters of the same make, the rig at one and a GPS at the other:
// the kernel, udev and its rules are real ones. Whichever is found first, at whichever socket, the door reads its rig;
// pulled out and put elsewhere while it runs, too. Long.

import { createServer, type Server, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { pause, until } from '#test/support/wait.ts'
import { bootMachine, type Machine } from './machine.ts'
import { missingFor } from './needs.ts'
import { openOutside } from './outside.ts'
import { install, packageFile } from './package-inside.ts'
import type { Arch } from './roots.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const ARCH: Arch = process.env['HAUSRECHT_ARCH'] === 'arm64' ? 'arm64' : 'amd64'
const MINUTES = 60_000

type Board = 'rig' | 'gps'
/** Sockets by the order in which the kernel shall find them. */
type Order = readonly (readonly [board: Board, socket: number])[]

interface Gps {
  readonly port: number
  readonly close: () => void
}

/** Says where it is each second, whoever listens. */
const openGps = (): Promise<Gps> =>
  new Promise((resolve) => {
    const sockets = new Set<Socket>()
    const server: Server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).resume()
      socket.once('close', () => sockets.delete(socket))
    })
    const sentence = '$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n'
    const talk = setInterval(() => {
      for (const socket of sockets) socket.write(sentence)
    }, 1000)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const close = (): void => {
        clearInterval(talk)
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      resolve({ port: typeof address === 'object' && address ? address.port : 0, close })
    })
  })

const ASK = `use IO::Socket::UNIX;
my $door = IO::Socket::UNIX->new(Peer => '/run/hausrecht/door.sock') or exit 1;
print $door "{\\"do\\":\\"state\\"}\\n";
$door->flush;
print scalar <$door>;
`
const ASKER = '/usr/local/lib/hausrecht-machine-ask'

const stateIn = async (machine: Machine): Promise<StateClaims | undefined> => {
  const { code, stdout } = await machine.run(`perl ${ASKER}`)
  if (code !== 0 || stdout.trim() === '') return undefined
  return peekClaims(String((JSON.parse(stdout) as { readonly state?: string }).state)) as StateClaims
}

const boltIs = (machine: Machine, bolt: StateClaims['bolt'], what: string): Promise<void> =>
  until(
    async () => {
      if ((await stateIn(machine))?.bolt === bolt) return true
      await pause(300)
      return false
    },
    what,
    3 * MINUTES,
  )

interface Found {
  /** udev's name of the socket. */
  readonly path: string
  /** The kernel's name. */
  readonly tty: string
  readonly board: string
}

const LIST = `for l in /dev/hausrecht-rigs/*; do test -e "$l" || continue
echo "$(basename "$l") $(basename "$(readlink -f "$l")") $(udevadm info -q property -n "$l" --property=ID_SERIAL_SHORT --value)"; done`

const foundIn = async (machine: Machine): Promise<readonly Found[]> =>
  (await machine.must(LIST))
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [path = '', tty = '', board = ''] = line.split(' ')
      return { path, tty, board }
    })

const settledTo = (machine: Machine, boards: readonly Board[], what: string): Promise<void> =>
  until(
    async () => {
      await machine.must('udevadm settle -t 60')
      const there = (await foundIn(machine)).map(({ board }) => board).sort()
      if (there.join() === [...boards].sort().join()) return true
      await pause(300)
      return false
    },
    what,
    2 * MINUTES,
  )

const pull = async (machine: Machine, boards: readonly Board[], left: readonly Board[]): Promise<void> => {
  for (const board of boards) await machine.qmp('device_del', { id: `usb-${board}` })
  await settledTo(machine, left, `${boards.join(' and ')} pulled out`)
}

/** One after the other, each only when the kernel knows the one before. */
const plug = async (machine: Machine, order: Order, there: readonly Board[] = []): Promise<void> => {
  const all = [...there]
  for (const [board, socket] of order) {
    const device = { driver: 'usb-serial', id: `usb-${board}`, chardev: board, serial: board, 'always-plugged': true }
    await machine.qmp('device_add', { ...device, bus: 'xhci.0', port: String(socket) })
    all.push(board)
    await settledTo(machine, all, `${board} is there`)
  }
}

/** The order the kernel found them in, and the order of their sockets' names, by which the door asks. */
const ordersIn = async (machine: Machine): Promise<{ readonly found: string; readonly named: string }> => {
  const all = await foundIn(machine)
  const by = (key: 'tty' | 'path'): string =>
    [...all]
      .sort((one, other) => (one[key] < other[key] ? -1 : 1))
      .map(({ board }) => board)
      .join()
  return { found: by('tty'), named: by('path') }
}

const withMachine = async (use: (machine: Machine) => Promise<void>): Promise<void> => {
  const [outside, gps] = [await openOutside('tcp'), await openGps()]
  const rigPort = 'port' in outside.line ? outside.line.port : 0
  let machine: Machine | undefined
  try {
    const usb = [
      { id: 'gps', port: gps.port, plug: 1 },
      { id: 'rig', port: rigPort, plug: 2 },
    ]
    machine = await bootMachine({ arch: ARCH, usb, reach: outside.reach, bootWithin: 10 * MINUTES })
    await use(machine)
  } catch (cause) {
    const log = await machine?.run('journalctl --no-pager -b -u hausrecht-device | tail -40').catch(() => undefined)
    throw new Error(`${String(cause)}\nits log:\n${log?.stdout ?? ''}`, { cause })
  } finally {
    await machine?.close()
    gps.close()
    await outside.close()
  }
}

const order = suite(`two USB serial adapters at the packaged door (${ARCH})`)
const missing = LONG ? missingFor('machine', ARCH) : 'needs `npm run test:image`: it takes minutes'
const test = missing === undefined ? order : order.skip

test(`it reads its rig in every order${missing === undefined ? '' : ` (${missing})`}`, async () => {
  await withMachine(async (machine) => {
    await machine.settled()
    const asker = Buffer.from(ASK).toString('base64')
    await machine.must(`echo ${asker} | base64 -d > ${ASKER}`)
    // Something comes and goes all the while: udev reads the new rules at once, before their group is there.
    const busy =
      'systemd-run -q --unit=busy sh -c "while :; do udevadm trigger --action=change /sys/class/mem/null; sleep 0.3; done"'
    await machine.must(busy)
    await install(machine, await packageFile('device', ARCH), 15 * MINUTES)
    await machine.must('systemctl stop busy')
    await settledTo(machine, ['rig', 'gps'], 'both are named')
    await boltIs(machine, 'home', 'the rig is read beside a GPS that was found first')
    assert.equal(await ordersIn(machine), { found: 'gps,rig', named: 'gps,rig' })
    assert.match(await machine.must('stat -Lc %G /dev/hausrecht-rigs/*'), /^hausrecht\nhausrecht$/)

    await pull(machine, ['rig'], ['gps'])
    await boltIs(machine, 'unknown', 'the rig is missed')
    await plug(machine, [['rig', 5]], ['gps'])
    await boltIs(machine, 'home', 'the rig is read at another socket')

    await pull(machine, ['rig', 'gps'], [])
    await boltIs(machine, 'unknown', 'the rig is missed')
    await plug(machine, [
      ['rig', 3],
      ['gps', 1],
    ])
    await boltIs(machine, 'home', 'the rig is read when it was found first, at the later socket')
    assert.equal(await ordersIn(machine), { found: 'rig,gps', named: 'gps,rig' })

    await pull(machine, ['rig', 'gps'], [])
    await plug(machine, [
      ['gps', 4],
      ['rig', 2],
    ])
    await boltIs(machine, 'home', 'the rig is read when it was found last, at the first socket')
    assert.equal(await ordersIn(machine), { found: 'gps,rig', named: 'rig,gps' })
  })
})

order.run()
