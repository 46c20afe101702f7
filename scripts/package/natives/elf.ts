// What is in ELF files that dpkg must know: the machine, the libraries and how new they have to be. Read with binutils.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { ARCH, type Arch } from '../arch.ts'
import { run } from '../run.ts'

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46])

export const isElf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).equals(MAGIC)

const onDisk = <Result>(bytes: Uint8Array, use: (path: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-elf-'))
  try {
    const path = join(folder, 'part')
    writeFileSync(path, bytes)
    return use(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Without the names that only a linker or a debugger wants. */
export const stripped = (bytes: Uint8Array, arch: Arch): Uint8Array =>
  onDisk(bytes, (path) => {
    run(`${ARCH[arch].triplet}-strip`, ['--strip-unneeded', '--remove-section=.comment', path])
    return readFileSync(path)
  })

/** Debian's package for each library, and the symbols that say how new it must be. */
const LIBRARIES: Readonly<Record<string, 'libc6' | 'libstdc++6' | 'libgcc-s1'>> = {
  'libc.so.6': 'libc6',
  'libm.so.6': 'libc6',
  'libdl.so.2': 'libc6',
  'libpthread.so.0': 'libc6',
  'libresolv.so.2': 'libc6',
  'librt.so.1': 'libc6',
  'ld-linux-x86-64.so.2': 'libc6',
  'ld-linux-aarch64.so.1': 'libc6',
  'libstdc++.so.6': 'libstdc++6',
  'libgcc_s.so.1': 'libgcc-s1',
}

/** The first libstdc++6 that has each GLIBCXX_3.4.N (GCC's "ABI Policy and Guidelines"). */
const GLIBCXX: readonly (readonly [number, string])[] = [
  [22, '6'],
  [24, '7'],
  [25, '8'],
  [28, '9'],
  [29, '11'],
  [30, '12'],
  [32, '13'],
  [33, '14'],
]

export interface Needs {
  /** As GLIBC_2.34: 34. */
  readonly glibc: number
  /** As GLIBCXX_3.4.21: 21; 0 where it is not used. */
  readonly glibcxx: number
  readonly packages: ReadonlySet<string>
}

const most = (text: string, pattern: RegExp): number =>
  Math.max(0, ...[...text.matchAll(pattern)].map(([, digits]) => Number(digits)))

/** @throws HausrechtError `package_library` for one that no package is known for, `package_machine` for another machine */
export const needsOf = (name: string, bytes: Uint8Array, arch: Arch): Needs => {
  const text = onDisk(bytes, (path) => run('readelf', ['-hdVW', path]).toString())
  const machine = /Machine:\s*(.+)/.exec(text)?.[1]?.trim()
  if (machine !== ARCH[arch].machine)
    throw new HausrechtError('package_machine', `${name} is for ${machine}, not for ${arch}.`)
  const libraries = [...text.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, library = '']) => library)
  const packages = libraries.flatMap((library) => {
    if (library.startsWith('libvips-cpp.so.')) return []
    const known = LIBRARIES[library]
    if (known === undefined)
      throw new HausrechtError(
        'package_library',
        `${name} needs ${library}: say in natives/elf.ts what package has it.`,
      )
    return [known]
  })
  return {
    glibc: most(text, /GLIBC_2\.(\d+)/g),
    glibcxx: most(text, /GLIBCXX_3\.4\.(\d+)/g),
    packages: new Set(packages),
  }
}

/** As `Depends` has them. */
export const dependsOf = (all: readonly Needs[]): string[] => {
  if (all.length === 0) return []
  const packages = new Set(all.flatMap((needs) => [...needs.packages]))
  const cxx = Math.max(...all.map(({ glibcxx }) => glibcxx))
  const release = GLIBCXX.find(([symbol]) => symbol >= cxx)?.[1] ?? '14'
  return [
    `libc6 (>= 2.${Math.max(...all.map(({ glibc }) => glibc))})`,
    ...(packages.has('libgcc-s1') ? ['libgcc-s1 (>= 4.2)'] : []),
    ...(packages.has('libstdc++6') ? [`libstdc++6 (>= ${release})`] : []),
  ]
}
