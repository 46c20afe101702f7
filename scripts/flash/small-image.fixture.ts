// A disk image like Raspberry Pi OS in small: a table, a FAT boot partition, an ext4 root; made by the usual tools.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hasProgram } from '#test/image/needs.ts'

const PROGRAMS = ['sfdisk', 'mkfs.vfat', 'mke2fs', 'mcopy', 'xz', 'debugfs', 'ssh-keygen']

/** What is missing to make one, to be put into the name of a skipped test. */
export const missingForImage = (): string | undefined => {
  const missing = PROGRAMS.filter((name) => !hasProgram(name))
  return missing.length > 0 ? `needs ${missing.join(', ')}` : undefined
}

const SECTOR = 512
export const BOOT_START = 8192 * SECTOR
const SMALL_BOOT = 4 * 1024 * 1024
const ROOT_BYTES = 4 * 1024 * 1024
const TAIL = 1024 * 1024

export interface SmallImage {
  readonly folder: string
  readonly image: string
  readonly bytes: number
  readonly packed: string
  /** Public SSH key, a package and a Wi-Fi password, as files. */
  readonly key: string
  readonly deb: string
  readonly password: string
  readonly close: () => Promise<void>
}

interface Kind {
  /** Whether its boot partition has cloud-init's files. */
  readonly cloud?: boolean
  readonly table?: 'dos' | 'gpt'
  /** fstab's place of the boot partition. */
  readonly firmware?: string
  readonly lib?: string
  /** Debian's number of it. */
  readonly release?: string
  /** Bytes of the boot partition, for packages that weigh something. */
  readonly boot?: number
}

const run = (program: string, args: readonly string[], input?: string): void => {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, MTOOLS_SKIP_CHECK: '1' }
  execFileSync(program, [...args], { input, env, stdio: ['pipe', 'ignore', 'pipe'], timeout: 20_000 })
}

const blank = async (path: string, bytes: number): Promise<void> => {
  const file = await open(path, 'w')
  await file.truncate(bytes)
  await file.close()
}

const putAt = async (image: string, part: string, at: number): Promise<void> => {
  const file = await open(image, 'r+')
  await file.write(await readFile(part), 0, undefined, at)
  await file.close()
}

const tree = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const bytesOf = ({ boot = SMALL_BOOT }: Kind): number => BOOT_START + boot + ROOT_BYTES + TAIL

/** All files of one, in this folder. */
const fill = async (folder: string, kind: Kind): Promise<void> => {
  const bootBytes = kind.boot ?? SMALL_BOOT
  const at = (name: string): string => join(folder, name)
  const bootFiles = {
    'cmdline.txt': 'console=tty1 root=PARTUUID=1-02 rootfstype=ext4 rootwait\n',
    'config.txt': '[all]\ncamera_auto_detect=1\n',
    ...(kind.cloud === false ? {} : { 'user-data': '#cloud-config\n', 'meta-data': 'instance_id: x\n' }),
  }
  await tree(at('boot'), bootFiles)
  await tree(at('root'), {
    'etc/fstab': `PARTUUID=1-01 ${kind.firmware ?? '/boot/firmware'} vfat defaults 0 2\nPARTUUID=1-02 / ext4 defaults 0 1\n`,
    'usr/lib/os-release': `PRETTY_NAME="Debian GNU/Linux ${kind.release ?? '13'}"\nVERSION_ID="${kind.release ?? '13'}"\n`,
    [`usr/lib/${kind.lib ?? 'aarch64-linux-gnu'}/libc.so.6`]: '',
  })
  await blank(at('boot.fat'), bootBytes)
  run('mkfs.vfat', ['-n', 'BOOTFS', at('boot.fat')])
  run('mcopy', ['-i', at('boot.fat'), ...Object.keys(bootFiles).map((name) => join(at('boot'), name)), '::'])
  await blank(at('root.ext4'), ROOT_BYTES)
  run('mke2fs', ['-q', '-t', 'ext4', '-d', at('root'), at('root.ext4')])
  const image = at('small.img')
  await blank(image, bytesOf(kind))
  const [first, second] = kind.table === 'gpt' ? ['uefi', 'linux'] : ['c', '83']
  const bootSectors = bootBytes / SECTOR
  run(
    'sfdisk',
    ['-q', image],
    `label: ${kind.table ?? 'dos'}\nstart=8192,size=${bootSectors},type=${first}\nstart=${8192 + bootSectors},size=${ROOT_BYTES / SECTOR},type=${second}\n`,
  )
  await putAt(image, at('boot.fat'), BOOT_START)
  await putAt(image, at('root.ext4'), BOOT_START + bootBytes)
  run('xz', ['-0', '--keep', image])
  const packed = `${image}.xz`
  const hash = createHash('sha256')
    .update(await readFile(packed))
    .digest('hex')
  await writeFile(`${packed}.sha256`, `${hash}  small.img.xz\n`)
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'anna@home', '-f', at('id')])
  await writeFile(at('hausrecht-device_0.1.0_arm64.deb'), '!<arch>\na package\n')
  await writeFile(at('password'), 'geheim geheim\n')
}

/** One of each kind is made, by seven programs; the others are copies. */
const made = new Map<string, Promise<string>>()

const patternOf = (kind: Kind): Promise<string> => {
  const key = JSON.stringify(kind)
  const make = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'hausrecht-card-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    await fill(folder, kind)
    return folder
  }
  const pattern = made.get(key) ?? make()
  made.set(key, pattern)
  return pattern
}

export const makeSmallImage = async (kind: Kind = {}): Promise<SmallImage> => {
  const pattern = await patternOf(kind)
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-card-'))
  run('cp', ['-a', '--sparse=always', `${pattern}/.`, folder])
  const at = (name: string): string => join(folder, name)
  return {
    folder,
    image: at('small.img'),
    bytes: bytesOf(kind),
    packed: at('small.img.xz'),
    key: at('id.pub'),
    deb: at('hausrecht-device_0.1.0_arm64.deb'),
    password: at('password'),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
