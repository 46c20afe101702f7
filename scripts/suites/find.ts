// Finds the test files of the project and checks what their source alone can tell.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const rooms = ['test', 'protocol', 'device', 'bridge', 'cloud', 'hardware', 'scripts'] as const

/** Test files below `root` as relative paths; the whole-system ones first, since they take longest. */
export function findTests(root: string, wanted: readonly string[]): string[] {
  const found = rooms.flatMap((room) => listRoom(root, room).map((path) => join(room, path)))
  const asked = wanted.map((path) => path.replace(/^\.\//, ''))
  return found.filter((path) => asked.length === 0 || asked.some((part) => path.includes(part)))
}

function listRoom(root: string, room: string): string[] {
  const folder = join(root, room)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths.filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules')).sort()
}

const reason = /\b(needs?|because|without|skipped)\b/i

/** Lines that skip a test without saying why, there or in the three lines above. */
export function silentSkips(root: string, path: string): string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (!/\w\.skip\b/.test(line)) return []
    if (reason.test(lines.slice(Math.max(0, index - 3), index + 1).join('\n'))) return []
    return [`line ${index + 1} skips a test without a reason: write "needs …" or "because …" in its name`]
  })
}
