// What weighs what in a package, as text.

import { bytesOf, type Tree } from './tree.ts'

const SHOWN = 12

/** Programs and each package beside them by name; the rest by its first folders. */
const groupOf = (path: string): string => {
  const at = path.lastIndexOf('node_modules/')
  if (at >= 0) {
    const parts = path.slice(at + 'node_modules/'.length).split('/')
    return parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/')
  }
  const [, , , , file = ''] = path.split('/')
  return path.startsWith('usr/lib/hausrecht-') && file !== '' ? file : path.split('/').slice(0, 3).join('/')
}

export const weights = (tree: Tree): readonly (readonly [string, number])[] => {
  const sums = new Map<string, number>()
  for (const [path, entry] of tree) sums.set(groupOf(path), (sums.get(groupOf(path)) ?? 0) + bytesOf(entry))
  const sorted = [...sums].sort(([, one], [, other]) => other - one)
  const rest = sorted.slice(SHOWN).reduce((sum, [, bytes]) => sum + bytes, 0)
  return rest === 0 ? sorted : [...sorted.slice(0, SHOWN), ['the rest', rest]]
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2).padStart(8)

export const weightTable = (tree: Tree): string =>
  weights(tree)
    .map(([name, bytes]) => `  ${megabytes(bytes)} MB  ${name}`)
    .join('\n')
