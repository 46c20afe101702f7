// The disk that machines start from: the Debian root with an ear for the test in it, on ext4; and kernel and initrd.
// Kept; each machine writes into a copy-on-write layer of its own.

import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CACHE, cached } from './cache.ts'
import { command } from './command.ts'
import { type Arch, rootStamp, rootTarball, rootTree } from './roots.ts'

export interface BaseDisk {
  readonly disk: string
  readonly kernel: string
  readonly initrd: string
}

const SEED = fileURLToPath(new URL('./seed', import.meta.url))

/** Units that a machine of minutes has no use for; what is left is what a Pi starts too. */
export const NOT_NEEDED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'fstrim.timer', 'man-db.timer'],
  ...['ssh.service', 'ssh.socket', 'sshd-keygen.service', 'unattended-upgrades.service', 'networking.service'],
  ...['systemd-networkd-wait-online.service', 'e2scrub_all.timer', 'systemd-pstore.service', 'getty@tty1.service'],
]

/** Puts the ear into an unpacked root. */
export const seedRoot = async (tree: string): Promise<void> => {
  const place = join(tree, 'usr/local/lib/hausrecht-machine')
  await mkdir(place, { recursive: true })
  await copyFile(join(SEED, 'exec.sh'), join(place, 'exec.sh'))
  const units = join(tree, 'etc/systemd/system')
  await copyFile(join(SEED, 'hausrecht-machine.service'), join(units, 'hausrecht-machine.service'))
  await mkdir(join(units, 'sysinit.target.wants'), { recursive: true })
  await link('../hausrecht-machine.service', join(units, 'sysinit.target.wants/hausrecht-machine.service'))
}

const link = async (target: string, path: string): Promise<void> => {
  await rm(path, { force: true })
  await symlink(target, path)
}

/** What makes the root a plain machine of the emulator's: its disk, its network, nothing that waits. */
export const plainMachine = async (tree: string): Promise<void> => {
  const etc = join(tree, 'etc')
  await writeFile(join(etc, 'fstab'), '/dev/vda / ext4 noatime,errors=remount-ro 0 1\n')
  await writeFile(join(etc, 'hostname'), 'machine\n')
  await writeFile(join(etc, 'hosts'), '127.0.0.1 localhost machine\n::1 localhost\n')
  await writeFile(join(etc, 'cloud/cloud-init.disabled'), '')
  await writeFile(join(etc, 'hausrecht-machine-net'), '')
  await writeFile(join(etc, 'machine-id'), 'uninitialized\n')
  for (const unit of NOT_NEEDED) await link('/dev/null', join(etc, 'systemd/system', unit))
}

/** The root's own kernel and its initrd, as its boot loader would load them. */
export const bootFiles = async (tree: string): Promise<{ readonly kernel: string; readonly initrd: string }> => {
  const names = await readdir(join(tree, 'boot'))
  const [kernel, initrd] = [
    names.find((name) => name.startsWith('vmlinuz-')),
    names.find((name) => name.startsWith('initrd')),
  ]
  if (kernel === undefined || initrd === undefined) throw new Error(`no kernel in ${tree}/boot`)
  return { kernel: join(tree, 'boot', kernel), initrd: join(tree, 'boot', initrd) }
}

/** A copy of the root that may be changed, in a folder that is removed afterwards. */
export const unpackRoot = async (arch: Arch, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await command('tar', ['-xpf', await rootTarball(arch), '-C', folder, '--numeric-owner', '--xattrs'], 600_000)
}

/** An ext4 file system out of a folder, in a sparse file. */
export const makeExt4 = async (tree: string, file: string, size: string, label = 'rootfs'): Promise<void> => {
  const options = ['-q', '-t', 'ext4', '-L', label, '-E', 'lazy_itable_init=0,lazy_journal_init=0', '-d', tree]
  await command('mke2fs', [...options, file, size], 600_000)
}

const seedStamp = async (): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify(NOT_NEEDED))
  for (const name of (await readdir(SEED)).sort()) hash.update(await readFile(join(SEED, name)))
  hash.update(plainMachine.toString()).update(seedRoot.toString())
  return hash.digest('hex').slice(0, 8)
}

const SIZE = '3G'

export const baseDisk = async (arch: Arch): Promise<BaseDisk> => {
  const stamp = `${await rootStamp(arch)}-${await seedStamp()}`
  const disk = await cached(join(CACHE, 'disks', `${arch}-${stamp}.ext4`), async (half) => {
    const tree = `${half}.tree`
    try {
      await unpackRoot(arch, tree)
      await seedRoot(tree)
      await plainMachine(tree)
      await makeExt4(tree, half, SIZE)
      await chmod(half, 0o444)
    } finally {
      await rm(tree, { recursive: true, force: true })
    }
  })
  return { disk, ...(await bootFiles(await rootTree(arch))) }
}
