// The parts list as a table, for its own page and for the guide. Pure.

import { table } from './markdown.ts'
import { GROUPS, PARTS, type Part } from './parts.ts'
import { BUILDS } from './variants.ts'

const counts = (part: Part): readonly string[] => BUILDS.map((build) => `${part.count[build] ?? '–'}`)

/** One table, the builds side by side. */
export function shoppingTable(fromFolder: string): readonly string[] {
  const rows = Object.keys(GROUPS).flatMap((group) => PARTS.filter((part) => part.group === group))
  return table(
    ['part', 'what to look for', 'servo', 'strike', 'fail-safe'],
    rows.map((part) => [part.what, part.lookFor.replace('](bracket/', `](${fromFolder}bracket/`), ...counts(part)]),
  )
}
