// A disk image like the one Raspberry Pi OS comes as: a table, a FAT boot partition, an ext4 root made of Debian's own
// tree, and cloud-init that finds its seed in the boot partition. Its kernel is Debian's, which a machine is given.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeExt4, NOT_NEEDED, seedRoot, unpackRoot } from './base-disk.ts'
import { CACHE, cached } from './cache.ts'
import { command } from './command.ts'
import { type Arch, rootStamp } from './roots.ts'

/** Counted up when what is made here changes. */
const EDITION = 1

const MIB = 2 ** 20
const SECTORS = MIB / 512
/** MiB: where the partitions begin, as on the real one, and how long they are. */
const BOOT = { at: 4, size: 256 }
const ROOT = { at: BOOT.at + BOOT.size, size: 2048 }

const DISK_ID = '4bc1a3e2'
const ROOT_ARGUMENTS = `root=PARTUUID=${DISK_ID}-02 rootfstype=ext4 fsck.repair=yes rootwait`

const FSTAB = `proc /proc proc defaults 0 0
PARTUUID=${DISK_ID}-01 /boot/firmware vfat defaults 0 2
PARTUUID=${DISK_ID}-02 / ext4 defaults,noatime 0 1
`

const CLOUD = `datasource_list: [NoCloud, None]
datasource:
  NoCloud:
    seedfrom: file:///boot/firmware
`

const BOOT_FILES: Readonly<Record<string, string>> = {
  'cmdline.txt': `console=serial0,115200 console=tty1 ${ROOT_ARGUMENTS}\n`,
  'config.txt': '[all]\ncamera_auto_detect=1\n',
  'user-data': '#cloud-config\n',
  'meta-data': 'dsmode: local\ninstance_id: rpios-image\n',
  'network-config': '',
}

/** The SSH server belongs to what a first boot sets up. */
const isMasked = (unit: string): boolean => !unit.startsWith('ssh')

const put = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const likeRaspberryPiOs = async (tree: string): Promise<void> => {
  await seedRoot(tree)
  await mkdir(join(tree, 'boot/firmware'), { recursive: true })
  await put(join(tree, 'etc'), {
    fstab: FSTAB,
    hostname: 'raspberrypi\n',
    hosts: '127.0.0.1 localhost\n127.0.1.1 raspberrypi\n',
    'machine-id': 'uninitialized\n',
    'cloud/cloud.cfg.d/99_raspberry-pi.cfg': CLOUD,
    // Its seed is there before it looks.
    'systemd/system/cloud-init-main.service.d/firmware.conf': '[Unit]\nRequiresMountsFor=/boot/firmware\n',
    'hausrecht-machine-net': '',
  })
  for (const unit of NOT_NEEDED.filter(isMasked))
    await command('ln', ['-sfn', '/dev/null', join(tree, 'etc/systemd/system', unit)])
}

const putPart = (part: string, image: string, at: number): Promise<string> =>
  command('dd', [`if=${part}`, `of=${image}`, 'bs=1M', `seek=${at}`, 'conv=sparse,notrunc', 'status=none'], 600_000)

const makeImage = async (arch: Arch, image: string, folder: string): Promise<void> => {
  const [tree, boot, root] = [join(folder, 'tree'), join(folder, 'boot'), join(folder, 'root.ext4')]
  await unpackRoot(arch, tree)
  await likeRaspberryPiOs(tree)
  await makeExt4(tree, root, `${ROOT.size}M`)
  await rm(tree, { recursive: true })
  await put(boot, BOOT_FILES)
  await command('mkfs.vfat', ['-C', '-F', '32', '-n', 'BOOTFS', join(folder, 'fat'), String(BOOT.size * 1024)])
  const files = Object.keys(BOOT_FILES).map((name) => join(boot, name))
  await command('mcopy', ['-i', join(folder, 'fat'), ...files, '::'])
  await command('truncate', ['-s', `${ROOT.at + ROOT.size}M`, image])
  const table = [
    ...['label: dos', `label-id: 0x${DISK_ID}`],
    `start=${BOOT.at * SECTORS},size=${BOOT.size * SECTORS},type=c`,
    `start=${ROOT.at * SECTORS},size=${ROOT.size * SECTORS},type=83`,
  ]
  await writeFile(join(folder, 'table'), `${table.join('\n')}\n`)
  await command('sh', ['-c', `sfdisk -q '${image}' <'${join(folder, 'table')}'`])
  await putPart(join(folder, 'fat'), image, BOOT.at)
  await putPart(root, image, ROOT.at)
}

/** As downloaded: beside it lies its hash. @returns the image's file */
export const piImage = async (arch: Arch): Promise<string> => {
  const name = 'raspios.img'
  const made = await cached(join(CACHE, 'images', `${arch}-${await rootStamp(arch)}-${EDITION}`), async (half) => {
    const work = `${half}.work`
    await mkdir(work, { recursive: true })
    try {
      await mkdir(half)
      await makeImage(arch, join(work, name), work)
      const sum = await command('sha256sum', [join(work, name)], 600_000)
      await writeFile(join(half, `${name}.sha256`), `${sum.slice(0, 64)}  ${name}\n`)
      await rename(join(work, name), join(half, name))
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  })
  return join(made, name)
}

/** Where the boot partition begins in it, for mtools. */
export const BOOT_OFFSET = BOOT.at * MIB

/** What the boot loader of a Pi would hand to the kernel; the console is the machine's own. */
export const kernelArguments = async (card: string): Promise<string> => {
  const line = await command('mtype', ['-i', `${card}@@${BOOT_OFFSET}`, '::cmdline.txt'])
  return line
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith('console='))
    .join(' ')
}
