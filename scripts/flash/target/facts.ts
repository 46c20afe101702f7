// Asks the kernel about a target: /sys, /proc and the file itself. Decides nothing; judge.ts does.

import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { TargetFacts } from './judge.ts'
import { isSystemMount, readMounts, readSwaps } from './mounts.ts'

/** What a path is; `number` is major:minor of a block device. */
export interface Node {
  readonly kind: TargetFacts['kind']
  readonly bytes: number
  readonly number: string
  readonly isWritable: boolean
}

/** Where to look, so that a planted tree can be judged as well. */
export interface Kernel {
  readonly sys: string
  readonly proc: string
  readonly node: (path: string) => Promise<Node>
}

export const thisKernel: Kernel = {
  sys: '/sys',
  proc: '/proc',
  node: async (path) => {
    const found = await stat(path).catch(() => undefined)
    if (!found) return { kind: 'missing', bytes: 0, number: '', isWritable: true }
    const kind = found.isBlockDevice() ? 'block' : found.isFile() ? 'file' : 'other'
    // Linux: makedev(3) as glibc packs it.
    const major = Number((BigInt(found.rdev) >> 8n) & 0xfffn)
    const minor = Number((BigInt(found.rdev) & 0xffn) | ((BigInt(found.rdev) >> 12n) & 0xfff00n))
    return { kind, bytes: found.size, number: `${major}:${minor}`, isWritable: (found.mode & 0o222) !== 0 }
  },
}

const text = async (path: string): Promise<string> => (await readFile(path, 'utf8').catch(() => '')).trim()
const names = async (path: string): Promise<string[]> => readdir(path).catch(() => [])

/** The kernel's folder of a block device, such as …/block/sda/sda1; undefined for 0:25 and the like. */
const folderOf = async (kernel: Kernel, number: string): Promise<string | undefined> =>
  realpath(join(kernel.sys, 'dev/block', number)).catch(() => undefined)

const isPart = async (folder: string): Promise<boolean> => (await text(join(folder, 'partition'))) !== ''

/** The whole disks below a device: through partitions, and through what dm and md are made of. */
const disksOf = async (kernel: Kernel, folder: string, depth = 0): Promise<string[]> => {
  const whole = (await isPart(folder)) ? dirname(folder) : folder
  const slaves = depth < 8 ? await names(join(whole, 'slaves')) : []
  const below = await Promise.all(
    slaves.map(async (slave) => {
      const path = await realpath(join(whole, 'slaves', slave)).catch(() => undefined)
      return path === undefined ? [] : disksOf(kernel, path, depth + 1)
    }),
  )
  return [basename(whole), ...below.flat()]
}

const numberOf = async (kernel: Kernel, source: string): Promise<string> =>
  source.startsWith('/') ? (await kernel.node(source)).number : ''

const lie = async (kernel: Kernel, number: string, disk: string): Promise<boolean> => {
  const folder = await folderOf(kernel, number)
  return folder !== undefined && (await disksOf(kernel, folder)).includes(disk)
}

const mountsOn = async (kernel: Kernel, disk: string): Promise<string[]> => {
  const found: string[] = []
  for (const mount of readMounts(await text(join(kernel.proc, 'self/mountinfo')))) {
    // Some file systems (btrfs) show a number of their own: then their source tells.
    const isHere =
      (await lie(kernel, mount.number, disk)) || (await lie(kernel, await numberOf(kernel, mount.source), disk))
    if (isHere) found.push(mount.at)
  }
  return found
}

const swapsOn = async (kernel: Kernel, disk: string): Promise<string[]> => {
  const found: string[] = []
  for (const swap of readSwaps(await text(join(kernel.proc, 'swaps')))) {
    if (await lie(kernel, await numberOf(kernel, swap), disk)) found.push(swap)
  }
  return found
}

const holdersOf = async (folder: string): Promise<string[]> => {
  const parts = (await names(folder)).filter((name) => name.startsWith(basename(folder)))
  const all = await Promise.all(['', ...parts].map((part) => names(join(folder, part, 'holders'))))
  return [...new Set(all.flat())]
}

const busOf = (folder: string): TargetFacts['bus'] =>
  /\/usb\d/.test(folder) ? 'usb' : basename(folder).startsWith('mmcblk') ? 'mmc' : 'other'

const fileFacts = (path: string, { kind, bytes, isWritable }: Node): TargetFacts => ({
  path,
  kind,
  bytes,
  readOnly: !isWritable,
  isPartition: false,
  model: '',
  isRemovable: false,
  bus: 'other',
  mounts: [],
  swaps: [],
  holders: [],
  isSystem: false,
})

/** @param path as it was typed, against `folder` */
export const readTarget = async (path: string, folder: string, kernel: Kernel = thisKernel): Promise<TargetFacts> => {
  const typed = resolve(folder, path)
  const real = await realpath(typed).catch(() => typed)
  const node = await kernel.node(real)
  const files = fileFacts(real, node)
  if (node.kind !== 'block') return files
  const device = await folderOf(kernel, node.number)
  if (device === undefined) return { ...files, kind: 'other' }
  const isPartition = await isPart(device)
  const whole = isPartition ? dirname(device) : device
  const mounts = await mountsOn(kernel, basename(whole))
  return {
    ...files,
    // The kernel counts in sectors of 512 bytes, whatever the disk's own are.
    bytes: Number(await text(join(device, 'size'))) * 512,
    readOnly: (await text(join(device, 'ro'))) === '1',
    isPartition,
    model: [
      await text(join(whole, 'device/vendor')),
      await text(join(whole, 'device/model')),
      await text(join(whole, 'device/name')),
    ]
      .filter(Boolean)
      .join(' '),
    isRemovable: (await text(join(whole, 'removable'))) === '1',
    bus: busOf(whole),
    mounts,
    swaps: await swapsOn(kernel, basename(whole)),
    holders: await holdersOf(whole),
    isSystem: mounts.some(isSystemMount),
  }
}
