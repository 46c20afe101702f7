// A disk as a card has it, ext4 on a block device of its own, so that all that is written to it can be counted: the
// files, the file system's journal, its directories.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'

export interface Disk {
  readonly path: string
  /** Bytes so far, of everything. */
  written(): number
  /** Until what was written is where it stays. */
  settle(): void
  close(): void
}

const SIZE = '256M'
/** As the kernel counts them, whatever the disk's own are. */
const SECTOR = 512
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`

const run = (command: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, PATH },
  })
  if (status !== 0)
    throw new HausrechtError('bench_system', `${command} ${args.join(' ')} failed: ${stderr}`, { cause: error })
  return stdout.trim()
}

/** Why there can be none here. */
export const lacksDisk = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'needs root, to mount a disk'
  const missing = ['mkfs.ext4', 'losetup', 'mount'].filter(
    (name) => spawnSync('/bin/sh', ['-c', `command -v ${name}`], { env: { PATH } }).status !== 0,
  )
  if (missing.length > 0) return `needs ${missing.join(', ')}`
  return spawnSync('losetup', ['--find'], { env: { PATH } }).status === 0 ? undefined : 'needs a loop device'
}

/** proc(5) of block devices, `stat`: sectors written is the seventh field. */
const sectorsWritten = (device: string): number =>
  Number(
    readFileSync(`/sys/class/block/${basename(device)}/stat`, 'latin1')
      .trim()
      .split(/\s+/)[6],
  )

/** @throws HausrechtError `bench_system` */
export const openDisk = (folder: string): Disk => {
  const [image, path] = [join(folder, 'disk.ext4'), join(folder, 'disk')]
  mkdirSync(path)
  run('truncate', '--size', SIZE, image)
  // All of it at once, so that the kernel has nothing left to prepare later.
  run('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image)
  const device = run('losetup', '--find', '--show', image)
  try {
    run('mount', '-t', 'ext4', device, path)
  } catch (fault) {
    run('losetup', '--detach', device)
    throw fault
  }
  return {
    path,
    written: () => sectorsWritten(device) * SECTOR,
    settle: () => void run('sync', '--file-system', path),
    close: () => {
      run('umount', '--lazy', path)
      run('losetup', '--detach', device)
    },
  }
}
