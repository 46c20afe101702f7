// Whether this computer can run machines at all; tests that cannot say so in their name.

import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Arch, tarballPath } from './roots.ts'

const PATHS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']

export const hasProgram = (name: string): boolean =>
  PATHS.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const PROGRAMS = {
  machine: ['qemu-img', 'mke2fs', 'tar', 'socat'],
  container: ['systemd-nspawn', 'nsenter', 'mount', 'tar', 'socat'],
  chroot: ['chroot', 'unshare', 'tar'],
} as const

export type Kind = keyof typeof PROGRAMS

const EMULATOR = { amd64: 'qemu-system-x86_64', arm64: 'qemu-system-aarch64' } as const
const USER_EMULATOR = '/proc/sys/fs/binfmt_misc/qemu-aarch64'

const programsFor = (kind: Kind, arch: Arch): readonly string[] => {
  const root = existsSync(tarballPath(arch)) ? [] : ['mmdebstrap']
  return kind === 'machine' ? [...PROGRAMS.machine, EMULATOR[arch], ...root] : [...PROGRAMS[kind], ...root]
}

/** @returns undefined when all is there; else what is missing, to be put into the name of a skipped test: "needs …" */
export const missingFor = (kind: Kind, arch: Arch): string | undefined => {
  if (process.getuid?.() !== 0) return 'needs root, to make and enter Debian roots'
  const missing = programsFor(kind, arch).filter((name) => !hasProgram(name))
  if (missing.length > 0) return `needs ${missing.join(', ')}`
  const foreign = kind !== 'machine' && arch === 'arm64' && process.arch !== 'arm64'
  if (foreign && !existsSync(USER_EMULATOR)) return 'needs qemu-user-static with binfmt_misc for arm64'
  return undefined
}
