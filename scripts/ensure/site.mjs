// Builds the web apps into bridge/web/dist when what they are made of has changed.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'

const left = new Set(['dist', 'node_modules'])
const isPart = (name) => !name.endsWith('.test.ts') && !name.endsWith('.fixture.ts')

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !left.has(entry.name) && isPart(entry.name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

/** What the apps are made of, as one hash: their own folder, the contract, and the packages' versions. */
function fingerprint(root) {
  const hash = createHash('sha256')
  for (const part of ['bridge/web', 'protocol']) {
    for (const path of filesIn(join(root, part))) hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
}

/** True once bridge/web/dist is made of what is there now; false after saying what to do. */
export async function ensureSite(root) {
  if (!existsSync(join(root, 'bridge/web/vite.config.ts'))) return true
  const stamp = join(root, 'bridge/web/dist/.stamp')
  const now = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return true
  console.log('Building the web apps (npm run build, some seconds).')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const config = join(root, 'bridge/web/vite.config.ts')
  const { ok, why } = await runCommand(process.execPath, [vite, 'build', '--config', config], 300)
  if (!ok) {
    console.error(`The web apps could not be built (${why}).\nTo see it all: npm run build`)
    return false
  }
  writeFileSync(stamp, now)
  return true
}
