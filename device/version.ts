// The version that journals and states name: package.json's, or the one a package was made with.

import { readFileSync } from 'node:fs'
import { parseJson } from '#protocol/canonical.ts'

/** Put in place of the name when the programs are bundled; sources know no such thing. */
declare const HAUSRECHT_VERSION: string

const versionOfSources = (): string => {
  const manifest = parseJson(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

export const VERSION: string = typeof HAUSRECHT_VERSION === 'string' ? HAUSRECHT_VERSION : versionOfSources()
