// Every package, made from a copy of the checkout in another folder, is the same to the byte: for both machines, packed
// as for a release. Long: it makes all of them twice.

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ARCHES } from './arch.ts'
import { ROOT } from './bundle.ts'
import { EPOCH, lacks } from './packaged.fixture.ts'
import { RECIPES, ROOMS } from './recipes.ts'

const WITHIN = 1_200_000

const lacking = (): string | undefined => {
  if (process.env['HAUSRECHT_LONG'] !== '1') return 'needs --long: it takes minutes'
  // To know what of the checkout is to be copied.
  if (spawnSync('git', ['-C', ROOT, 'rev-parse']).status !== 0) return 'needs a checkout by git'
  return lacks()
}

const why = lacking()
const made = suite('packages made twice')
// Needs git, and minutes.
const test = why === undefined ? made : made.skip

/** The checkout as it is, elsewhere on the same disk: node_modules by hard links. */
const copyTo = (folder: string): void => {
  mkdirSync(folder)
  const pack = 'git ls-files -z | tar --create --null --files-from=- --ignore-failed-read | tar --extract -C "$0"'
  execFileSync('sh', ['-c', pack, folder], { cwd: ROOT, timeout: WITHIN })
  execFileSync('cp', ['-al', join(ROOT, 'node_modules'), folder], { timeout: WITHIN })
}

/** @returns SHA-256 by file name */
const build = (root: string, to: string, more: NodeJS.ProcessEnv): Readonly<Record<string, string>> => {
  execFileSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/package/main.ts'), '--to', to], {
    cwd: root,
    timeout: WITHIN,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(EPOCH), ...more },
  })
  const hash = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(to, name)))
      .digest('hex')
  return Object.fromEntries(
    readdirSync(to)
      .sort()
      .map((name) => [name, hash(name)]),
  )
}

test(`are the same, wherever the checkout lies${why === undefined ? '' : ` (${why})`}`, () => {
  mkdirSync(join(ROOT, '.hausrecht'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.hausrecht', 'same-'))
  try {
    const here = build(ROOT, join(folder, 'here'), {})
    copyTo(join(folder, 'copy'))
    const there = build(join(folder, 'copy'), join(folder, 'there'), { TZ: 'Pacific/Chatham', LC_ALL: 'C' })
    const machines = ROOMS.map((room) => (RECIPES[room].natives.length > 0 ? ARCHES.length : 1))
    // Beside each package is the list of its parts.
    assert.is(Object.keys(here).length, 2 * machines.reduce((sum, count) => sum + count, 0))
    assert.equal(there, here)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

made.run()
