// changelog.Debian.gz, from CHANGELOG.md: its newest section for this version, the whole file beside it.

import { gzipSync } from 'node:zlib'

/** What stands below the first `## ` heading. */
const newest = (markdown: string): string[] => {
  const [, section = ''] = markdown.split(/^## .*$/m)
  return section.split('\n').filter((line) => line.trim() !== '')
}

const entry = (line: string): string => {
  if (line.startsWith('### ')) return `  [ ${line.slice(4)} ]`
  return line.startsWith('- ') ? `  * ${line.slice(2)}` : `    ${line.trim()}`
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
