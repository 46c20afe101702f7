// What a page needs at once comes in a few files and not in dozens: on a slow link each further one is a round trip.
// What is imported only when it is needed stays apart, and so does what begins a page: nobody else may run that.

import type { Rolldown } from 'vite'

type Group = NonNullable<Exclude<Rolldown.OutputOptions['codeSplitting'], boolean | undefined>['groups']>[number]
type Modules = Pick<Rolldown.ChunkingContext, 'getModuleInfo'>

/** From import to import. */
const reachedFrom = (entry: string, modules: Modules, later: boolean): ReadonlySet<string> => {
  const reached = new Set<string>()
  const open = [entry]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    const info = modules.getModuleInfo(id)
    open.push(...(info?.importedIds ?? []), ...(later ? (info?.dynamicallyImportedIds ?? []) : []))
  }
  return reached
}

interface Page {
  readonly name: string
  readonly atOnce: ReadonlySet<string>
  readonly ever: ReadonlySet<string>
}

/** The page itself, and the script that it names. */
const beginningOf = (entry: string, modules: Modules): readonly string[] => [
  entry,
  ...(modules.getModuleInfo(entry)?.importedIds.filter((id) => id.endsWith('main.tsx')) ?? []),
]

/** @param entries paths of the pages, by name */
export const firstLoads = (entries: Readonly<Record<string, string>>): Group[] => {
  let pages: readonly Page[] | undefined
  let begin = new Set<string>()
  const nameOf = (id: string, modules: Modules): string | null => {
    begin = pages ? begin : new Set(Object.values(entries).flatMap((entry) => beginningOf(entry, modules)))
    pages ??= Object.entries(entries).map(([name, entry]) => {
      return { name, atOnce: reachedFrom(entry, modules, false), ever: reachedFrom(entry, modules, true) }
    })
    if (begin.has(id)) return null
    const [first, second] = pages.filter(({ atOnce }) => atOnce.has(id))
    if (!first) return null
    if (second) return 'shared'
    // Apart from what no other page ever wants: that one is not to fetch the whole page with it.
    return pages.some((page) => page !== first && page.ever.has(id)) ? `${first.name}-lent` : `${first.name}-own`
  }
  const group = (priority: number, ending: string): Group => ({
    debugName: ending,
    priority,
    name: (id, modules) => {
      const name = nameOf(id, modules)
      return name?.endsWith(ending) ? name : null
    },
  })
  // The most wanted first: a group takes along what it imports.
  return [group(3, 'shared'), group(2, '-lent'), group(1, '-own')]
}
