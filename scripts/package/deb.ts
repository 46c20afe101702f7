// A tree and its control files as a .deb, made by dpkg-deb. The same tree and time give the same bytes.

import { createHash } from 'node:crypto'
import { lutimesSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run.ts'
import { bytesOf, file, foldersOf, joinTrees, type Tree, writeTree } from './tree.ts'

export interface DebOptions {
  readonly path: string
  /** Seconds since 1970: of everything in it. */
  readonly epoch: number
  /** xz is small; zstd is quick, for trying. */
  readonly compression: 'xz' | 'zstd'
}

const PACK_LIMIT = 600_000

/** KiB with every file rounded up, and one for each folder, as dpkg counts (deb-substvars(5), Installed-Size). */
export const installedSize = (tree: Tree): number =>
  [...tree.values()].reduce((sum, entry) => sum + Math.ceil(bytesOf(entry) / 1024), foldersOf(tree).size)

/** deb-md5sums(5). */
export const md5sums = (tree: Tree): string =>
  [...tree]
    .flatMap(([path, entry]) =>
      'bytes' in entry && !path.startsWith('etc/')
        ? [`${createHash('md5').update(entry.bytes).digest('hex')}  ${path}\n`]
        : [],
    )
    .join('')

const dated = (root: string, epoch: number): void => {
  for (const each of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, each.name)
    if (each.isDirectory()) dated(path, epoch)
    else lutimesSync(path, epoch, epoch)
  }
  lutimesSync(root, epoch, epoch)
}

/** @param control by name: `control`, `postinst`, … */
export const writeDeb = (tree: Tree, control: Tree, { path, epoch, compression }: DebOptions): void => {
  const root = mkdtempSync(join(tmpdir(), 'hausrecht-deb-'))
  try {
    writeTree(tree, root)
    const meta = joinTrees(control, new Map([['md5sums', file(md5sums(tree))]]))
    writeTree(new Map([...meta].map(([name, entry]) => [`DEBIAN/${name}`, entry])), root)
    dated(root, epoch)
    // One thread: xz in several cuts its blocks by their number.
    run('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--threads-max=1', '--build', root, path], {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
      within: PACK_LIMIT,
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
