// Asked, refused, opened, closed: what belongs to a visit, and door and bolt without one.

import type { Entry } from '../entry.ts'
import type { RefusalCode } from '../refusals.ts'
import { millis, type RequestId } from '../units.ts'
import { bare, note, type Of, type Open, type Said, toRunning, toVisit } from './open.ts'
import type { Ending } from './story.ts'

type Place = Pick<Entry, 'n' | 'at'>

/** The same refusal again within this time is told as one; door and bolt are one movement within the other. */
const TOGETHER = millis(10 * 60_000)
const ONE_MOVE = millis(2 * 60_000)

export const intent = (open: Open, entry: Said<'intent'>): void => {
  const { shelf, requests } = open
  const { request, act, holder, via, spends } = entry.what
  const who = holder === undefined ? {} : { holder }
  if (act === 'live') {
    const told = { kind: 'watch', request, ...who, spoke: false, listened: false, ending: 'running' } as const
    requests.set(request, shelf.begin(told, entry))
    return
  }
  if (act === 'lock') {
    requests.set(request, shelf.begin({ kind: 'lock', request, ...who }, entry))
    return
  }
  const asked = { via, grants: spends.map(({ grant }) => grant), asked: entry.at }
  const known = requests.get(request)
  if (known !== undefined && shelf.get('visit', known)) {
    // What was filmed of it from before the knock is written down first.
    shelf.add('visit', known, entry, { act, ...who, ...asked })
    open.visit = known
    return
  }
  // A PIN that was right stands just before.
  const before = shelf.get('note', shelf.last())
  const pin = holder === undefined && before?.what.kind === 'pin' && before.entries.at(-1) === entry.n - 1
  const slot = pin ? before.what.slot : undefined
  if (pin) shelf.takeLast()
  const at = shelf.begin(
    { kind: 'visit', request, act, ...who, ...(slot === undefined ? {} : { slot }), ...bare, ...asked },
    pin ? { n: before.first, at: before.at } : entry,
  )
  if (pin) shelf.add('visit', at, entry)
  requests.set(request, at)
  open.visit = at
}

export const refused = (open: Open, entry: Place, what: Omit<Of<'refused'>, 'kind' | 'via'>): void => {
  const { shelf } = open
  const { code, request, holder, act } = what
  if (request !== undefined && refusedVisit(open, entry, request, code)) return
  const group = open.refusals === undefined ? undefined : shelf.get('refusals', open.refusals)
  const isSame = group?.code === code && group.holder === holder && entry.at - (group.until ?? group.at) <= TOGETHER
  if (isSame && open.refusals !== undefined) {
    shelf.add('refusals', open.refusals, entry, { count: group.count + 1 })
    return
  }
  const about = { ...(holder === undefined ? {} : { holder }), ...(act === undefined ? {} : { act }) }
  open.refusals = shelf.begin({ kind: 'refusals', code, ...about, count: 1 }, entry)
}

/** Of a visit that is known: its bolt could not be moved, or it was filmed from before the knock and never let in. */
const refusedVisit = (open: Open, entry: Place, request: RequestId, code: RefusalCode): boolean => {
  const known = open.requests.get(request)
  const visit = known === undefined ? undefined : open.shelf.get('visit', known)
  if (known === undefined || !visit) return false
  const isOver = visit.asked === undefined && visit.opened === undefined
  open.shelf.add('visit', known, entry, { code, ...(isOver ? { ending: 'unopened' } : {}) })
  if (isOver && open.visit === known) open.visit = undefined
  return true
}

const ENDINGS = (opened: boolean, entered: boolean): Ending =>
  opened ? (entered ? 'entered' : 'unentered') : 'unopened'

export const closed = (open: Open, entry: Said<'closed'>): void => {
  const { request, opened, entered, lasted, code } = entry.what
  const isOfVisit = toVisit(open, request, entry, (visit) => ({
    ...{ ending: ENDINGS(opened, entered), lasted },
    ...(code === undefined ? {} : { code }),
    ...(opened ? { locked: visit.locked ?? entry.at } : {}),
  }))
  if (!isOfVisit) note(open, entry)
  else if (open.visit === open.requests.get(request)) open.visit = undefined
}

/** Leaf and bolt say nothing of whose visit it is: there is one at most. */
export const moved = (open: Open, entry: Entry, inside: boolean): void => {
  const { shelf } = open
  const { what, at } = entry
  const isOfVisit = toRunning(open, entry, (visit) => {
    if (what.kind === 'leaf' && what.leaf === 'open') return { doorOpened: visit.doorOpened ?? at }
    if (what.kind === 'leaf' && what.leaf === 'shut') return { doorShut: at }
    return what.kind === 'bolt' && what.bolt === 'home' && visit.opened !== undefined ? { locked: at } : {}
  })
  if (isOfVisit) return
  const lock = shelf.get('lock', shelf.last())
  if (lock && lock.locked === undefined && what.kind === 'bolt') {
    shelf.add('lock', shelf.last(), entry, what.bolt === 'home' ? { locked: at } : {})
    return
  }
  const before = open.moved === undefined ? undefined : shelf.get('moved', open.moved)
  if (before && open.moved !== undefined && at - (before.until ?? before.at) <= ONE_MOVE) {
    shelf.add('moved', open.moved, entry, { inside: before.inside || inside })
    return
  }
  open.moved = shelf.begin({ kind: 'moved', inside }, entry)
}
