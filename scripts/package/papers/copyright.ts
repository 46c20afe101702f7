// /usr/share/doc/PKG/copyright: the project's licence, then every bundled package with its own, text by text.

import type { Part } from '../parts.ts'

const FORMAT = 'https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'

/** deb-control's continuation lines: a blank before each, a dot for an empty one. */
const field = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
    .join('\n')

const APACHE = `On Debian systems the text of the Apache License, version 2.0, is in
/usr/share/common-licenses/Apache-2.0.`

const isApache = (text: string): boolean => /Apache License\s+Version 2\.0, January 2004/.test(text)

/** What stands there besides the licence: its terms begin and end with these words. */
const holdersOfApache = (text: string): string =>
  text.replace(/Apache License\s+Version 2\.0, January 2004[\s\S]*?limitations under the License\./, '').trim()

const holders = (text: string): string[] => {
  const lines = text.split('\n').filter((line) => /^\W*(\(c\)|©|copyright\s*(\(c\)|©|\d|:))/i.test(line))
  return lines.length === 0 ? ['its authors'] : [...new Set(lines.map((line) => line.trim()))]
}

/** SPDX's words for `or` and `and` are lower case there, and names have no blanks. */
const shortName = (licence: string): string =>
  licence.replace(/[()]/g, '').replaceAll(' OR ', ' or ').replaceAll(' AND ', ' and ').replaceAll('/', '-')

export const copyrightFile = (version: string, room: string, parts: readonly Part[]): string => {
  const at = `usr/lib/hausrecht-${room}/${version}`
  const stanzas = parts.map(({ name, version: each, licence, text }) =>
    [
      `Files: ${at}/*/${name}/${each}`,
      `Comment: ${name} ${each}, from the npm registry; bundled in the programs or beside them.`,
      `Copyright: ${holders(text).join('\n           ')}`,
      `License: ${shortName(licence)}`,
      field(isApache(text) ? `${holdersOfApache(text)}\n${APACHE}` : text),
    ].join('\n'),
  )
  return [
    [`Format: ${FORMAT}`, 'Upstream-Name: hausrecht'].join('\n'),
    ['Files: *', 'Copyright: the authors of Hausrecht', 'License: Apache-2.0', field(APACHE)].join('\n'),
    ...stanzas,
    '',
  ].join('\n\n')
}
