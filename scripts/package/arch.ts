// The machines packages are made for, in the words of Debian, npm, Node's headers and the compilers.

export type Arch = 'amd64' | 'arm64'

export const ARCHES: readonly Arch[] = ['arm64', 'amd64']

interface Names {
  /** npm's `cpu`, and Node's `process.arch`. */
  readonly cpu: 'x64' | 'arm64'
  /** Debian's prefix of compilers and binutils for it. */
  readonly triplet: string
  /** How readelf names the machine. */
  readonly machine: string
}

export const ARCH: Readonly<Record<Arch, Names>> = {
  amd64: { cpu: 'x64', triplet: 'x86_64-linux-gnu', machine: 'Advanced Micro Devices X86-64' },
  arm64: { cpu: 'arm64', triplet: 'aarch64-linux-gnu', machine: 'AArch64' },
}
