// changelog.Debian.gz, from CHANGELOG.md: its newest section for this version, the whole file beside it.

import { gzipSync } from 'node:zlib'
import { wrap } from '#scripts/cli/help.ts'

const WIDTH = 72

/** What stands below the first `## ` heading. */
const newest = (markdown: string): string[] => {
  const [, section = ''] = markdown.split(/^## .*$/m)
  // An item's lines are one again, to be wrapped anew.
  return section
    .replaceAll(/\n {2}(?=\S)/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
}

const entry = (line: string): string => {
  if (line.startsWith('### ')) return `  [ ${line.slice(4)} ]`
  return `  * ${wrap(line.replace(/^- /, ''), WIDTH).join('\n    ')}`
}

/** RFC 5322's date, as deb-changelog(5) wants it. */
const dated = (epoch: number): string => new Date(epoch * 1000).toUTCString().replace('GMT', '+0000')

/** @param epoch seconds */
export const changelog = (name: string, version: string, markdown: string, epoch: number): Buffer =>
  gzipSync(
    [
      `${name} (${version}) stable; urgency=medium`,
      '',
      ...newest(markdown).map(entry),
      '',
      ` -- Hausrecht <hausrecht@localhost>  ${dated(epoch)}`,
      '',
    ].join('\n'),
    { level: 9 },
  )
