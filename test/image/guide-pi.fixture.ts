// The Pi of the guide: a container that starts from the card as it was written, by cloud-init and the card's own first
// boot, and the simulated board at its USB lead.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BootLoaderOptions } from '#hardware/simulator/chip/boot-loader.ts'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import { BOOT_START } from '#scripts/flash/small-image.fixture.ts'
import { command } from './command.ts'
import { bootContainer, type Container } from './container.ts'
import { OUTSIDE } from './qemu.ts'
import type { Arch } from './roots.ts'

const LOCAL = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
const SERIAL = 7700

/** A new board: another program on it, which does nothing at all. */
const BLANK = ':02000000FFCF30\n:00000001FF\n'

export const newBoard = (bootLoader: BootLoaderOptions = {}): Promise<Simulator> =>
  startSimulator({ variant: 'servo', serial: LOCAL, control: LOCAL, hex: BLANK, bootLoader })

/** One terminal after the other, each a new connection to the board, as opening a real one resets it. */
const CORD = `
import os, pty, select, socket, time, tty
LINK = '/dev/hausrecht-rig'
while True:
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.chmod(name, 0o666)
    os.close(slave)
    os.symlink(name, LINK + '.new')
    os.replace(LINK + '.new', LINK)
    look = select.poll()
    look.register(master, select.POLLIN)
    while any(what & select.POLLHUP for _, what in look.poll(0)):
        time.sleep(0.02)
    board = socket.create_connection(('${OUTSIDE}', ${SERIAL}))
    board.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while True:
            ready, _, _ = select.select([master, board], [], [])
            if master in ready:
                board.sendall(os.read(master, 256))
            if board in ready:
                heard = board.recv(256)
                if not heard:
                    break
                os.write(master, heard)
    except OSError:
        pass
    board.close()
    os.close(master)
`

/** As Raspberry Pi OS tells cloud-init where its seed is. */
const SEED =
  '{"datasource_list": ["NoCloud", "None"], "datasource": {"NoCloud": {"seedfrom": "file:///boot/firmware"}}}'

/** @param reach more ports of the outside; the board is there already */
export const startPi = async (
  card: string,
  arch: Arch,
  board: Simulator,
  reach: Readonly<Record<number, number>>,
): Promise<Container> => {
  const serial = Number(/\d+$/.exec(board.serial)?.[0])
  const pi = await bootContainer({ arch, reach: { ...reach, [SERIAL]: serial } })
  try {
    await pi.powerCut()
    const etc = join(pi.tree, 'etc')
    for (const masked of [
      'systemd/system/ssh.service',
      'systemd/system/sshd-keygen.service',
      'cloud/cloud-init.disabled',
    ])
      await rm(join(etc, masked), { force: true })
    await writeFile(join(etc, 'cloud/cloud.cfg.d/99_raspberry-pi.cfg'), SEED)
    // What has no network needs no lists of packages.
    await command('sh', ['-c', `rm -rf ${etc}/apt/sources.list ${etc}/apt/sources.list.d/*`])
    const firmware = join(pi.tree, 'boot/firmware')
    await mkdir(firmware, { recursive: true })
    await command('mcopy', ['-s', '-n', '-i', `${card}@@${BOOT_START}`, '::*', firmware])
    await writeFile(join(pi.tree, 'usr/local/lib/cord.py'), CORD)
    await pi.start()
    // Time from the network, which is not there.
    await pi.must('mkdir -p /run/systemd/timesync && touch /run/systemd/timesync/synchronized')
    return pi
  } catch (fault) {
    await pi.close()
    throw fault
  }
}

/** The board's USB lead, into the Pi. */
export const plugIn = (pi: Container): Promise<string> =>
  pi.must('systemd-run --quiet --unit=cord python3 /usr/local/lib/cord.py && sleep 1 && test -e /dev/hausrecht-rig')
