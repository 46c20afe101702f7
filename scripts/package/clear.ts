// Takes packages that were built before out of the folder that a new one went to: whoever takes `*.deb` from there means
// the last ones.

import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const FILE = /^([a-z\d][a-z\d+.-]+)_[\w.+~%-]+_([a-z\d]+)(?:\.deb|\.parts\.json)$/

const seriesOf = (file: string): string | undefined => {
  const [, name, architecture] = FILE.exec(file) ?? []
  return name && architecture ? `${name} ${architecture}` : undefined
}

/** Removes what lies beside `deb` of the same package and architecture in other versions. @returns the names */
export const clearOthers = (deb: string): string[] => {
  const [folder, kept] = [dirname(deb), basename(deb, '.deb')]
  const series = seriesOf(basename(deb))
  const others = readdirSync(folder).filter(
    (file) => series !== undefined && seriesOf(file) === series && !file.startsWith(`${kept}.`),
  )
  for (const file of others) rmSync(join(folder, file))
  return others.sort()
}
