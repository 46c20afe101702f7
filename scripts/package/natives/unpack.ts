// Registry tarballs unpacked as a node_modules tree: what runs, without sources, types and other machines' parts.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ARCH, type Arch } from '../arch.ts'
import { run } from '../run.ts'
import { folderTree, joinTrees, type Tree } from '../tree.ts'
import type { Locked } from './lock.ts'

/** Texts of licences are told in the package's copyright file. */
const LEFT_OUT = [
  /\.([cm]?ts|map|md|markdown|c|cc|cpp|h|hpp|lzz|sh|gyp|gypi|yml|tap|bnf|pdf)$/i,
  /^(licen[cs]e|copying|notice|authors|changelog|readme)(\.|$)/i,
  /(^|\/)\./,
  // node-gyp-build's own commands.
  /^(bin|build-test|optional)\.js$/,
  /^(build|docs|test|tests|example|examples|bin|install)\//,
]

/** A prebuilt part for another machine or another C library. */
const isForeign = (path: string, arch: Arch): boolean =>
  path.startsWith('prebuilds/') && (!path.startsWith(`prebuilds/linux-${ARCH[arch].cpu}/`) || path.includes('.musl.'))

const wanted = (path: string, arch: Arch): boolean =>
  !isForeign(path, arch) && !LEFT_OUT.some((pattern) => pattern.test(path))

/** Lets `use` read the unpacked tarball. */
export const withUnpacked = <Result>(tarball: string, use: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-unpack-'))
  try {
    run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner'])
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param tarballOf where a package's checked tarball is */
export const nodeModules = (packages: readonly Locked[], arch: Arch, tarballOf: (locked: Locked) => string): Tree =>
  joinTrees(
    ...packages.map((locked) =>
      withUnpacked(tarballOf(locked), (folder) => folderTree(folder, locked.place, (path) => wanted(path, arch))),
    ),
  )
