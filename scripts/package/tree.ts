// What is in a package, path by path, before it is written: files with their bytes, and links.

import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export type Entry = { readonly bytes: Uint8Array; readonly mode: number } | { readonly linkTo: string }

/** By path without a leading slash: `usr/bin/hausrecht`. */
export type Tree = ReadonlyMap<string, Entry>

const PLAIN = 0o644
const PROGRAM = 0o755

export const file = (content: string | Uint8Array, mode = PLAIN): Entry => ({
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
  mode,
})

export const program = (content: string | Uint8Array): Entry => file(content, PROGRAM)

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)))

const entryAt = (path: string): Entry => {
  const executable = (statSync(path).mode & 0o100) !== 0
  return file(readFileSync(path), executable ? PROGRAM : PLAIN)
}

/** Every file below a folder that `keep` wants, put below `to`. Executable stays executable. */
export const folderTree = (folder: string, to: string, keep: (path: string) => boolean = () => true): Tree =>
  new Map(
    filesBelow(folder)
      .filter(keep)
      .map((path) => [join(to, path), entryAt(join(folder, path))]),
  )

/** Sorted by path, so that the order of building does not show. Later trees win. */
export const joinTrees = (...trees: readonly Tree[]): Tree =>
  new Map(trees.flatMap((tree) => [...tree]).sort(([one], [other]) => (one < other ? -1 : 1)))

export const bytesOf = (entry: Entry): number => ('bytes' in entry ? entry.bytes.length : 0)

/** Every folder that a tree has files in, its root as ''. */
export const foldersOf = (tree: Tree): ReadonlySet<string> =>
  new Set([...tree.keys()].flatMap((path) => path.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))))

/** With the modes that are meant, whatever the umask. */
export const writeTree = (tree: Tree, root: string): void => {
  for (const folder of [...foldersOf(tree)].sort()) {
    mkdirSync(join(root, folder), { recursive: true })
    chmodSync(join(root, folder), PROGRAM)
  }
  for (const [path, entry] of tree) {
    const full = join(root, path)
    if ('linkTo' in entry) symlinkSync(entry.linkTo, full)
    else {
      writeFileSync(full, entry.bytes)
      chmodSync(full, entry.mode)
    }
  }
}
