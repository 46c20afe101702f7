// Registry tarballs by name, version and hash, kept in a folder of the user's. Nothing in them is run.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import type { Locked } from './lock.ts'

/** A slow line and wrtc's 10 MB. */
const FETCH_LIMIT = 180_000

export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hausrecht', 'packages')

const hashOf = (bytes: Uint8Array): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`

const fetched = ({ name, version }: Locked, folder: string): Buffer => {
  const { status, stderr } = spawnSync(
    'npm',
    ['pack', `${name}@${version}`, '--silent', '--ignore-scripts', '--pack-destination', folder],
    { encoding: 'utf8', timeout: FETCH_LIMIT, cwd: folder },
  )
  const file = readdirSync(folder).find((each) => each.endsWith('.tgz'))
  if (status !== 0 || file === undefined)
    throw new HausrechtError('package_fetch', `npm pack ${name}@${version} failed: ${stderr.trim()}`)
  return readFileSync(join(folder, file))
}

const checked = (locked: Locked, bytes: Buffer): Buffer => {
  if (hashOf(bytes) === locked.integrity) return bytes
  throw new HausrechtError(
    'package_forged',
    `${locked.name}@${locked.version} is not what package-lock.json says: its hash differs. Nothing was built.`,
  )
}

/**
 * Path of the package's tarball, checked against the lockfile's hash each time.
 * @throws HausrechtError `package_fetch`, `package_forged`
 */
export const tarballOf = (locked: Locked, cache = cacheFolder()): string => {
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  const kept = join(cache, `${locked.name.replace('/', '+')}-${locked.version}.tgz`)
  if (existsSync(kept) && hashOf(readFileSync(kept)) === locked.integrity) return kept
  const folder = mkdtempSync(join(cache, '.fetch-'))
  try {
    checked(locked, fetched(locked, folder))
    const [file] = readdirSync(folder)
    renameSync(join(folder, file ?? ''), kept)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return kept
}
