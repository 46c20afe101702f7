// A package made of the sources as they are, for this machine, unpacked as dpkg would; nothing of it is installed.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arch } from './arch.ts'
import { type Built, buildPackage } from './build.ts'
import { ROOT } from './bundle.ts'
import type { Lock } from './natives/lock.ts'
import { RECIPES, type Room } from './recipes.ts'
import { run } from './run.ts'

/** 2026-01-01, so that tests need no git. */
export const EPOCH = 1_767_225_600

export const OWN: Arch = process.arch === 'arm64' ? 'arm64' : 'amd64'

export interface Unpacked extends Built {
  /** Where its root was unpacked. */
  readonly root: string
  /** The programs. */
  readonly payload: string
  /** Folder for whatever a test writes. */
  readonly folder: string
  remove(): void
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock

export const makePackage = (room: Room, arch: Arch, to: string, version = '1.2.3'): Promise<Built> =>
  buildPackage(RECIPES[room], lock, { version, arch, to, epoch: EPOCH, compression: 'zstd' })

export const unpackPackage = async (room: Room, arch: Arch = OWN): Promise<Unpacked> => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-deb-'))
  try {
    const built = await makePackage(room, arch, folder)
    const root = join(folder, 'root')
    run('dpkg-deb', ['--extract', built.path, root])
    return {
      ...built,
      ...{ root, folder, payload: join(root, `usr/lib/hausrecht-${room}/1.2.3`) },
      remove: () => rmSync(folder, { recursive: true, force: true }),
    }
  } catch (fault) {
    rmSync(folder, { recursive: true, force: true })
    throw fault
  }
}

/** Why packages cannot be made here. */
export const lacks = (): string | undefined => {
  for (const program of ['dpkg-deb', 'readelf', 'x86_64-linux-gnu-strip', 'aarch64-linux-gnu-strip']) {
    try {
      run(program, ['--version'])
    } catch {
      return `${program} is not installed`
    }
  }
  return undefined
}
