// What is open while stories are told, and the visit that entries without a request belong to.

import type { Entry, Happening } from '../entry.ts'
import type { RequestId } from '../units.ts'
import { createShelf, type Shelf } from './shelf.ts'
import type { VisitStory } from './story.ts'

export type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>
export interface Said<Kind extends Happening['kind']> extends Omit<Entry, 'what'> {
  readonly what: Of<Kind>
}

/** What is open, by what names it, as places on the shelf. */
export interface Open {
  readonly shelf: Shelf
  /** Requests of visits, watching and locking, running or over: late words about them find them. */
  readonly requests: Map<string, number>
  readonly alarms: Map<string, number>
  readonly outages: Map<string, number>
  readonly films: Map<string, number>
  /** The visit under way: at most one. */
  visit: number | undefined
  refusals: number | undefined
  moved: number | undefined
}

export const bare = { grants: [], clips: [], alarms: [], ending: 'running' as const }

const visitFor = (open: Open, request: RequestId, entry: Pick<Entry, 'n' | 'at'>): number | undefined => {
  const known = open.requests.get(request)
  if (known !== undefined) return open.shelf.get('visit', known) ? known : undefined
  // Its beginning is in entries that are not held.
  const at = open.shelf.begin({ kind: 'visit', request, act: 'unlock', ...bare }, entry)
  open.requests.set(request, at)
  open.visit ??= at
  return at
}

/** Adds to the visit of this request; `undefined` changes it not at all. */
export const toVisit = (
  open: Open,
  request: RequestId,
  entry: Pick<Entry, 'n' | 'at'>,
  change: (visit: VisitStory) => Partial<Omit<VisitStory, 'first' | 'entries' | 'at' | 'until'>>,
): boolean => {
  const isKnown = open.requests.has(request)
  const at = visitFor(open, request, entry)
  const visit = at === undefined ? undefined : open.shelf.get('visit', at)
  if (at === undefined || !visit) return false
  if (isKnown) open.shelf.add('visit', at, entry, change(visit))
  else open.shelf.change('visit', at, change(visit))
  return true
}

export const running = (open: Open): VisitStory | undefined =>
  open.visit === undefined ? undefined : open.shelf.get('visit', open.visit)

export const toRunning = (
  open: Open,
  entry: Pick<Entry, 'n' | 'at'>,
  change: Parameters<typeof toVisit>[3] = () => ({}),
): boolean => {
  const visit = running(open)
  return visit !== undefined && toVisit(open, visit.request, entry, change)
}

export const note = ({ shelf }: Open, entry: Entry): void => {
  shelf.begin({ kind: 'note', what: entry.what }, entry)
}

export const nothingOpen = (): Open => ({
  ...{ shelf: createShelf(), requests: new Map(), alarms: new Map(), outages: new Map(), films: new Map() },
  ...{ visit: undefined, refusals: undefined, moved: undefined },
})
