// The files of the project as git knows them.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const rooms = ['protocol', 'device', 'bridge', 'cloud', 'hardware', 'scripts', 'test', 'docs'] as const

/** Every tracked file as a path from the root; throws where there is no git to ask. */
export function listFiles(): string[] {
  const git = spawnSync('git', ['ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
  })
  if (git.status !== 0) throw new Error(`git ls-files failed: ${git.error?.message ?? git.stderr}`)
  // A file that was just removed is still in git's list.
  return git.stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
}

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

export const isSource = (path: string): boolean => /\.(ts|tsx|mjs|js|c|h|S)$/.test(path)
export const isTest = (path: string): boolean => /\.(test|fixture)\.ts$/.test(path) || path.startsWith('test/')
