// Debian "trixie" as Raspberry Pi OS is built on it, for both architectures: a tarball made by mmdebstrap and kept, and
// the tree unpacked from it. The one step that needs Debian's archive; whoever has the tarballs needs no network.

import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CACHE, cached } from './cache.ts'
import { command } from './command.ts'

export type Arch = 'amd64' | 'arm64'

export const ROOTS = join(CACHE, 'roots')

/** What a Raspberry Pi OS Lite has of what we need, and Debian's kernel instead of its own. */
const PACKAGES = [
  ...['systemd-sysv', 'udev', 'dbus', 'kmod', 'iproute2', 'ifupdown', 'netbase', 'procps', 'libnss-systemd', 'sudo'],
  ...['ca-certificates', 'cloud-init', 'openssh-server', 'apt-utils', 'gpgv', 'unattended-upgrades'],
  ...['systemd-timesyncd', 'nodejs', 'ffmpeg', 'alsa-utils', 'v4l-utils', 'avrdude'],
]

const MAKE_WITHIN = 3_600_000

export const tarballPath = (arch: Arch): string => join(ROOTS, `${arch}.tar`)

/** Takes minutes and Debian's archive the first time. */
export const rootTarball = (arch: Arch): Promise<string> =>
  cached(tarballPath(arch), async (half) => {
    const include = [...PACKAGES, `linux-image-${arch}`].join(',')
    const args = [
      `--architectures=${arch}`,
      '--variant=minbase',
      `--include=${include}`,
      '--format=tar',
      'trixie',
      half,
    ]
    await command('mmdebstrap', args, MAKE_WITHIN)
  })

/** Changes when the tarball does. */
export const rootStamp = async (arch: Arch): Promise<string> => {
  const { size, mtimeMs } = await stat(await rootTarball(arch))
  return createHash('sha256')
    .update(`${size} ${Math.round(mtimeMs)}`)
    .digest('hex')
    .slice(0, 12)
}

/** The unpacked root: to be read, or to lie below an overlay; never written. */
export const rootTree = async (arch: Arch): Promise<string> =>
  cached(join(CACHE, 'trees', `${arch}-${await rootStamp(arch)}`), async (half) => {
    await mkdir(half, { recursive: true })
    await command('tar', ['-xpf', await rootTarball(arch), '-C', half, '--numeric-owner', '--xattrs'], 600_000)
  })
