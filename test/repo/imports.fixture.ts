// Who imports what, read with TypeScript's own scanner so that strings and comments do not count.

import { posix } from 'node:path'
import ts from 'typescript'
import { isSource, listFiles, readText } from './files.fixture.ts'

export interface Import {
  /** The importing file. */
  readonly from: string
  readonly to:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'package'; readonly name: string }
    | { readonly kind: 'node'; readonly name: string }
}

/** `hardware/simulator` of `hardware/simulator/chip/core.ts`; `device` of `device/main.ts`. */
export const folderOf = (path: string): string => posix.dirname(path).split('/').slice(0, 2).join('/')
export const roomOf = (path: string): string => path.split('/')[0] ?? ''

function target(from: string, specifier: string): Import['to'] {
  if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(from), specifier) }
  if (specifier.startsWith('#')) return { kind: 'file', path: specifier.slice(1) }
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier.slice('node:'.length) }
  const parts = specifier.split('/')
  return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

export const importsOf = (from: string, source: string): Import[] =>
  ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => ({ from, to: target(from, fileName) }))

export const allImports = (): Import[] =>
  listFiles()
    .filter((path) => isSource(path) && !/\.(c|h|S)$/.test(path))
    .flatMap((path) => importsOf(path, readText(path)))
