// Installs what package-lock.json names when node_modules is not there or is of another state.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** npm's own note of what it installed says the same as the lock: someone ran npm by hand. */
function agrees(lock, installed) {
  const there = JSON.parse(installed).packages
  return Object.entries(JSON.parse(lock).packages).every(([path, { version, optional }]) => {
    if (path === '') return true
    return there[path] === undefined ? optional === true : there[path].version === version
  })
}

/** Why an installation is needed; null if none is. */
function reasonToInstall(root, node, lock) {
  const installed = read(join(root, 'node_modules/.package-lock.json'))
  if (installed === null) return 'they are not here yet'
  const stamp = read(join(root, 'node_modules/.hausrecht-stamp'))
  // Compiled packages fit one version of Node's binary interface.
  if (stamp !== null && stamp.split(' ')[0] !== node) return 'Node has changed'
  return agrees(lock, installed) ? null : 'package-lock.json has changed'
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--fetch-timeout=60000']

/**
 * `npm ci` refuses a lock that leaves out packages for other systems, as one written where those cannot be had does;
 * `npm install` then takes the same versions from the same lock.
 */
async function install(root) {
  const exact = await runCommand('npm', ['ci', '--prefix', root, ...quiet], 900)
  if (exact.ok || !exact.printed.includes('EUSAGE')) return exact
  return runCommand('npm', ['install', '--no-save', '--prefix', root, ...quiet], 900)
}

/** True once node_modules is what the lock says; false after saying what to do. */
export async function ensurePackages(root) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const node = `${process.platform}-${process.arch}-${process.versions.modules}`
  const stamp = `${node} ${createHash('sha256').update(lock).digest('hex')}`
  const stampPath = join(root, 'node_modules/.hausrecht-stamp')
  if (read(stampPath) === stamp) return true
  const reason = reasonToInstall(root, node, lock)
  if (reason !== null) {
    console.log(`Installing packages (npm ci, a minute or two): ${reason}.`)
    const { ok, why } = await install(root)
    if (!ok) {
      console.error(`npm failed (${why}).\nWith a working network, try again: npm ci`)
      console.error('If a compiler is missing: sudo apt-get install -y build-essential python3')
      return false
    }
  }
  writeFileSync(stampPath, stamp)
  return true
}
