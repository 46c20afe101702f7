// A planted /sys and /proc as Linux shows them: no disk of this machine is asked.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Kernel, type Node, readTarget, thisKernel } from './facts.ts'
import type { TargetFacts } from './judge.ts'

const test = suite('facts of a target')

const USB = 'devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0/block/sdb'
const NVME = 'devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1'
const MMC = 'devices/platform/emmc2bus/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0'
const DM = 'devices/virtual/block/dm-0'

const FILES: Readonly<Record<string, string>> = {
  [`${USB}/size`]: '62333952',
  [`${USB}/removable`]: '1',
  [`${USB}/ro`]: '0',
  [`${USB}/device/vendor`]: 'Generic ',
  [`${USB}/device/model`]: 'STORAGE DEVICE  ',
  [`${USB}/sdb1/partition`]: '1',
  [`${USB}/sdb1/size`]: '1048576',
  [`${NVME}/size`]: '1000215216',
  [`${NVME}/removable`]: '0',
  [`${NVME}/ro`]: '0',
  [`${NVME}/device/model`]: 'Samsung SSD 970',
  [`${NVME}/nvme0n1p1/partition`]: '1',
  [`${NVME}/nvme0n1p2/partition`]: '2',
  [`${NVME}/nvme0n1p2/holders/dm-0/at`]: '',
  [`${MMC}/size`]: '61497344',
  [`${MMC}/removable`]: '0',
  [`${MMC}/ro`]: '1',
  [`${MMC}/device/name`]: 'SC32G',
  [`${DM}/size`]: '998000000',
  [`${DM}/slaves/at`]: '',
}
/** Where the kernel has its numbers. */
const NUMBERS: Readonly<Record<string, string>> = {
  '8:16': USB,
  '8:17': `${USB}/sdb1`,
  '259:0': NVME,
  '259:1': `${NVME}/nvme0n1p1`,
  '259:2': `${NVME}/nvme0n1p2`,
  '179:0': MMC,
  '253:0': DM,
}
const NODES: Readonly<Record<string, string>> = {
  '/dev/sdb': '8:16',
  '/dev/sdb1': '8:17',
  '/dev/nvme0n1': '259:0',
  '/dev/nvme0n1p1': '259:1',
  '/dev/mmcblk0': '179:0',
  '/dev/mapper/house-root': '253:0',
}
const ROOT = '25 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/house-root rw'

const plant = async (mountinfo: string, swaps = ''): Promise<{ kernel: Kernel; end: () => Promise<void> }> => {
  const root = await mkdtemp(join(tmpdir(), 'hausrecht-sys-'))
  const sys = join(root, 'sys')
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  for (const [path, text] of Object.entries(FILES)) await put(join(sys, path), `${text}\n`)
  await mkdir(join(sys, 'dev/block'), { recursive: true })
  for (const [number, path] of Object.entries(NUMBERS)) {
    await symlink(relative(join(sys, 'dev/block'), join(sys, path)), join(sys, 'dev/block', number))
  }
  await rm(join(sys, DM, 'slaves/at'))
  await symlink(join(sys, NVME, 'nvme0n1p2'), join(sys, DM, 'slaves/nvme0n1p2'))
  await put(join(root, 'proc/self/mountinfo'), `${mountinfo}\n`)
  await put(join(root, 'proc/swaps'), `Filename\tType\tSize\tUsed\tPriority\n${swaps}\n`)
  const node = async (path: string): Promise<Node> => {
    const number = NODES[path]
    return number === undefined
      ? { kind: 'missing', bytes: 0, number: '', isWritable: true }
      : { kind: 'block', bytes: 0, number, isWritable: true }
  }
  return { kernel: { sys, proc: join(root, 'proc'), node }, end: () => rm(root, { recursive: true }) }
}

const facts = async (path: string, mountinfo = ROOT, swaps = ''): Promise<TargetFacts> => {
  const { kernel, end } = await plant(mountinfo, swaps)
  try {
    return await readTarget(path, '/', kernel)
  } finally {
    await end()
  }
}

test('knows a card in a reader', async () => {
  const { bytes, bus, isRemovable, model, mounts, isSystem, holders } = await facts('/dev/sdb')
  assert.equal(
    { bytes, bus, isRemovable, model, mounts, isSystem, holders },
    {
      bytes: 31_914_983_424,
      bus: 'usb',
      isRemovable: true,
      model: 'Generic STORAGE DEVICE',
      mounts: [],
      isSystem: false,
      holders: [],
    },
  )
})

test('sees that a part of it is mounted, at a place with a space in its name', async () => {
  const media = '40 25 8:17 / /media/anna/boot\\040fs rw shared:9 - vfat /dev/sdb1 rw'
  assert.equal((await facts('/dev/sdb', `${ROOT}\n${media}`)).mounts, ['/media/anna/boot fs'])
})

test('finds the system behind LVM on a partition of the disk', async () => {
  const disk = await facts('/dev/nvme0n1')
  assert.is(disk.isSystem, true)
  assert.equal(disk.mounts, ['/'])
  assert.equal(disk.holders, ['dm-0'])
  assert.is((await facts('/dev/sdb')).isSystem, false)
})

test('finds the system by its source where the file system has a number of its own', async () => {
  const btrfs = '25 1 0:27 /@ / rw,relatime shared:1 - btrfs /dev/nvme0n1p1 rw,subvol=/@'
  assert.is((await facts('/dev/nvme0n1', btrfs)).isSystem, true)
})

test('sees what is swapped to', async () => {
  assert.equal((await facts('/dev/sdb', ROOT, '/dev/sdb1 partition 1048572 0 -2')).swaps, ['/dev/sdb1'])
})

test('tells a part of a disk and a write-protected card', async () => {
  assert.is((await facts('/dev/sdb1')).isPartition, true)
  const card = await facts('/dev/mmcblk0')
  assert.is(card.readOnly, true)
  assert.is(card.bus, 'mmc')
  assert.is(card.model, 'SC32G')
})

test('follows links to where they end, and takes files as they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-facts-'))
  try {
    await writeFile(join(folder, 'card.img'), Buffer.alloc(4096))
    await symlink('card.img', join(folder, 'link'))
    const file = await readTarget('link', folder, thisKernel)
    assert.is(file.path, join(folder, 'card.img'))
    assert.is(file.kind, 'file')
    assert.is(file.bytes, 4096)
    assert.is((await readTarget('none', folder, thisKernel)).kind, 'missing')
    assert.is((await readTarget('.', folder, thisKernel)).kind, 'other')
    assert.is((await readTarget('/dev/null', folder, thisKernel)).kind, 'other')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.run()
