// One package for one architecture: bundles, natives, papers and the files of files/, as one tree; then the .deb.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SIM_COMMANDS } from '#scripts/cli/commands/sim.ts'
import { COMMANDS } from '#scripts/cli/commands.ts'
import type { Arch } from './arch.ts'
import { type Bundled, bundle, ROOT } from './bundle.ts'
import { controlText } from './control.ts'
import { installedSize, writeDeb } from './deb.ts'
import { dependsOf, isElf, needsOf, stripped } from './natives/elf.ts'
import { cacheFolder, tarballOf } from './natives/fetch.ts'
import { closureOf, type Lock, type Locked } from './natives/lock.ts'
import { sqliteTree } from './natives/sqlite.ts'
import { nodeModules } from './natives/unpack.ts'
import { changelog } from './papers/changelog.ts'
import { copyrightFile } from './papers/copyright.ts'
import { manual } from './papers/manual.ts'
import { settingsFile } from './papers/settings.ts'
import { listed, type Part, partsOf } from './parts.ts'
import type { Recipe } from './recipes.ts'
import { siteMetafile, siteTree } from './site.ts'
import { type Entry, file, folderTree, joinTrees, program, type Tree } from './tree.ts'

export interface BuildOptions {
  readonly version: string
  readonly arch: Arch
  readonly to: string
  /** Seconds since 1970. */
  readonly epoch: number
  readonly compression: 'xz' | 'zstd'
}

export interface Built {
  readonly path: string
  readonly tree: Tree
  /** KiB. */
  readonly installed: number
  readonly parts: readonly Part[]
  readonly bundled: Bundled
}

/** Without the simulator's, as the bundle. */
const PACKAGED_COMMANDS = COMMANDS.filter((command) => !SIM_COMMANDS.includes(command))

const FILES = join(ROOT, 'scripts/package/files')

const under = (folder: string, tree: Tree): Tree =>
  new Map([...tree].map(([path, entry]) => [join(folder, path), entry] as const))

const nativeTree = (natives: readonly Locked[], arch: Arch): Tree => {
  const cache = cacheFolder()
  const modules = nodeModules(natives, arch, (locked) => tarballOf(locked, cache))
  const sqlite = natives.find(({ name }) => name === 'better-sqlite3')
  const all = sqlite ? joinTrees(modules, sqliteTree(sqlite, arch, tarballOf(sqlite, cache), cache)) : modules
  return new Map(
    [...all].map(([path, entry]) =>
      'bytes' in entry ? [path, file(isElf(entry.bytes) ? stripped(entry.bytes, arch) : entry.bytes)] : [path, entry],
    ),
  )
}

const besideTree = ({ beside, site }: Recipe): Tree => {
  const files = Object.entries(beside).map(([to, from]) => [to, file(readFileSync(join(ROOT, from)))] as const)
  return joinTrees(new Map(files), site === undefined ? new Map() : siteTree(site))
}

/** A bundle's own folder says that its files are ES modules. */
const moduleMark = (name: string, version: string): Entry =>
  file(`${JSON.stringify({ name, version, private: true, type: 'module' }, undefined, 2)}\n`)

/** Starts what runs, not what dpkg owns: see docs/updates.md. */
const caller = (room: string, name: string): Entry =>
  program(`#!/bin/sh\nexec /usr/bin/node /var/lib/hausrecht-versions/${room}/current/${name}.js "$@"\n`)

const ifThere = (folder: string, to: string): Tree => (existsSync(folder) ? folderTree(folder, to) : new Map())

/** With the words that stand for the room put in, in paths as well. */
const filled = (recipe: Recipe, version: string, tree: Tree): Tree => {
  const lost = JSON.parse(readFileSync(join(FILES, 'lost.json'), 'utf8')) as Record<string, string>
  const words: Record<string, string> = {
    ...{ '@ROOM@': recipe.room, '@USER@': recipe.user, '@VERSION@': version },
    '@LOST@': lost[recipe.room] ?? '',
  }
  const put = (text: string): string => text.replace(/@[A-Z]+@/g, (word) => words[word] ?? word)
  return new Map(
    [...tree].map(([path, entry]) =>
      'bytes' in entry ? [put(path), file(put(Buffer.from(entry.bytes).toString('utf8')), entry.mode)] : [path, entry],
    ),
  )
}

/** What every package lays over the root. */
export const commonRoot = (recipe: Recipe, version: string): Tree =>
  filled(recipe, version, folderTree(join(FILES, 'common/root'), ''))

const settingsOf = ({ room, settings }: Recipe): string =>
  settingsFile(
    settings.schema,
    [
      `Settings of hausrecht-${room}. A key in a comment shows what holds while it is left out.`,
      `After a change: systemctl restart hausrecht-${room}`,
    ],
    settings.set,
  )

/** Debian's `all` where no part is bound to a machine. */
export const debArch = (natives: readonly string[], arch: Arch): string => (natives.length === 0 ? 'all' : arch)

const papersTree = (recipe: Recipe, { version, epoch }: BuildOptions, parts: readonly Part[]): Tree => {
  const { room } = recipe
  const name = `hausrecht-${room}`
  const docs = `usr/share/doc/${name}`
  const changes = changelog(name, version, readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), epoch)
  const pages = recipe.calls.includes('hausrecht')
    ? [['usr/share/man/man1/hausrecht.1.gz', file(manual(PACKAGED_COMMANDS, version, epoch))] as const]
    : []
  return new Map([
    [`etc/hausrecht/${room}.toml`, file(settingsOf(recipe), 0o640)],
    [`${docs}/changelog.gz`, file(changes)],
    [`${docs}/copyright`, file(copyrightFile(version, room, parts))],
    [`${docs}/README.md`, file(readFileSync(join(ROOT, room, 'README.md')))],
    ...pages,
  ])
}

/** Beside the programs, in a folder that carries the version. */
const payloadTree = (
  recipe: Recipe,
  { version, arch }: BuildOptions,
  bundled: Bundled,
  natives: readonly Locked[],
): Tree =>
  joinTrees(
    bundled.tree,
    nativeTree(natives, arch),
    besideTree(recipe),
    ifThere(join(FILES, recipe.room, 'payload'), ''),
    new Map([['package.json', moduleMark(`hausrecht-${recipe.room}`, version)]]),
  )

const treeOf = (recipe: Recipe, options: BuildOptions, payload: Tree, parts: readonly Part[]): Tree => {
  const { room } = recipe
  const name = `hausrecht-${room}`
  // The device's own program does that, and judges what it took in.
  const versions: Tree =
    room === 'device'
      ? new Map()
      : new Map([[`usr/lib/${name}/versions`, program(readFileSync(join(FILES, 'common/versions')))]])
  return joinTrees(
    under(`usr/lib/${name}/${options.version}`, payload),
    filled(recipe, options.version, versions),
    papersTree(recipe, options, parts),
    new Map(recipe.calls.map((each) => [`usr/bin/${each}`, caller(room, each)] as const)),
    commonRoot(recipe, options.version),
    ifThere(join(FILES, room, 'root'), ''),
  )
}

const libraryDepends = (tree: Tree, arch: Arch): string[] =>
  dependsOf(
    [...tree].flatMap(([path, entry]) =>
      'bytes' in entry && isElf(entry.bytes) ? [needsOf(path, entry.bytes, arch)] : [],
    ),
  )

const controlTree = (recipe: Recipe, options: BuildOptions, tree: Tree): Tree => {
  const { version, arch } = options
  const text = controlText({
    ...recipe,
    name: `hausrecht-${recipe.room}`,
    version,
    architecture: debArch(recipe.natives, arch),
    installed: installedSize(tree),
    depends: [...recipe.depends, ...libraryDepends(tree, arch)],
  })
  return joinTrees(
    filled(recipe, version, ifThere(join(FILES, 'common/control'), '')),
    filled(recipe, version, ifThere(join(FILES, recipe.room, 'control'), '')),
    new Map([
      ['control', file(text)],
      ['conffiles', file(`/etc/hausrecht/${recipe.room}.toml\n`)],
    ]),
  )
}

/** Writes PKG_VERSION_ARCH.deb and, beside it, PKG_VERSION_ARCH.parts.json: what of the registry is in it. */
export const buildPackage = async (recipe: Recipe, lock: Lock, options: BuildOptions): Promise<Built> => {
  const { version, arch, to, epoch, compression } = options
  const natives = closureOf(lock, recipe.natives, arch, recipe.leave)
  const bundled = await bundle({ ...recipe, version })
  const pages = recipe.site === undefined ? [] : [await siteMetafile()]
  const parts = partsOf(lock, [bundled.metafile, ...pages], natives)
  const tree = treeOf(recipe, options, payloadTree(recipe, options, bundled, natives), parts)
  const name = `hausrecht-${recipe.room}_${version}_${debArch(recipe.natives, arch)}`
  mkdirSync(to, { recursive: true })
  const path = join(to, `${name}.deb`)
  writeDeb(tree, controlTree(recipe, options, tree), { path, epoch, compression })
  writeFileSync(join(to, `${name}.parts.json`), `${JSON.stringify(listed(parts), undefined, 2)}\n`)
  return { path, tree, installed: installedSize(tree), parts, bundled }
}
