// Looks at what system is in an image: through mtools and debugfs, without mounting or being root.

import type { FirstBoot } from '../card/card.ts'
import { flashFault, flashRefusal } from '../words.ts'
import { openFat, runTool } from './fat.ts'
import type { Partition } from './partitions.ts'

export interface System {
  readonly way: FirstBoot
  /** Where it has the boot partition when it runs. */
  readonly firmware: string
  /** Debian's name of its processor; undefined where that cannot be told. */
  readonly arch: string | undefined
}

/** Debian 13, "trixie": the first whose Node is one that the rig runs on. */
const OLDEST = 13

const ARCHES: readonly (readonly [string, string])[] = [
  ['arm64', '/usr/lib/aarch64-linux-gnu'],
  ['amd64', '/usr/lib/x86_64-linux-gnu'],
  ['armhf', '/usr/lib/arm-linux-gnueabihf'],
]

/** One request to debugfs; its answers to what is not there go to its standard error. */
const ask = async (target: string, root: Partition, request: string): Promise<string> => {
  const { out } = await runTool('debugfs', ['-R', request, `${target}?offset=${root.start}`], 'e2fsprogs')
  return out.toString('utf8')
}

const isThere = async (target: string, root: Partition, path: string): Promise<boolean> =>
  (await ask(target, root, `stat ${path}`)).includes('Inode:')

/** fstab(5): the file system that is FAT. */
export const firmwareFrom = (fstab: string): string | undefined =>
  fstab
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(
      ([source = '', at = '', type]) => !source.startsWith('#') && type === 'vfat' && /^\/boot[\w/.-]*$/.test(at),
    )?.[1]

/** os-release(5): what system it is. Without a number it is one that is still being made. */
export const releaseFrom = (text: string): { readonly name: string; readonly version: number | undefined } => {
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm')
      .exec(text)?.[2]
      ?.replace(/[^ -~]/g, '?')
      .slice(0, 60)
  const version = Number.parseInt(value('VERSION_ID') ?? '', 10)
  return { name: value('PRETTY_NAME') ?? '', version: Number.isNaN(version) ? undefined : version }
}

/** /etc/os-release is a link to the other one, and debugfs follows none. */
const holdRelease = async (target: string, root: Partition): Promise<void> => {
  for (const path of ['/usr/lib/os-release', '/etc/os-release']) {
    const { name, version } = releaseFrom(await ask(target, root, `cat ${path}`))
    if (version !== undefined && version < OLDEST) throw flashRefusal('image_old', { name, version })
    if (version !== undefined) return
  }
}

/**
 * @param asked how the owner says it takes its first boot; auto: as it looks
 * @throws SpokenError `boot_missing`, `image_old`, `program_missing`
 */
export const lookAt = async (
  target: string,
  boot: Partition,
  root: Partition | undefined,
  asked: FirstBoot | 'auto',
): Promise<System> => {
  const fat = openFat(target, boot.start)
  if ((await fat.read('cmdline.txt')) === undefined) throw flashFault('boot_missing')
  if (root) await holdRelease(target, root)
  const fstab = root ? await ask(target, root, 'cat /etc/fstab') : ''
  const takesCloud =
    (await fat.read('user-data')) !== undefined ||
    (root !== undefined && (await isThere(target, root, '/usr/bin/cloud-init')))
  let arch: string | undefined
  for (const [name, path] of ARCHES) if (root && arch === undefined && (await isThere(target, root, path))) arch = name
  return {
    way: asked === 'auto' ? (takesCloud ? 'cloud-init' : 'firstrun') : asked,
    firmware: firmwareFrom(fstab) ?? '/boot/firmware',
    arch,
  }
}
