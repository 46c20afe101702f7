// Alarms, films, outages, watching: what lasts, and belongs to a visit where one is under way.

import type { Entry } from '../entry.ts'
import type { CameraSight } from '../state.ts'
import type { EpochMs } from '../units.ts'
import { note, type Of, type Open, running, type Said, toRunning, toVisit } from './open.ts'
import type { AlarmSpan, Filmed } from './story.ts'

const ended = (spans: readonly AlarmSpan[], { alarm }: Of<'alarm'>, off: EpochMs): AlarmSpan[] => {
  const at = spans.findLastIndex((span) => span.alarm === alarm && span.off === undefined)
  return spans.map((span, place) => (place === at ? { ...span, off } : span))
}

export const alarm = (open: Open, entry: Said<'alarm'>): void => {
  const { shelf, alarms } = open
  const { what, at } = entry
  const known = alarms.get(what.alarm)
  const visit = known === undefined ? undefined : shelf.get('visit', known)
  if (!what.on && known !== undefined) {
    if (visit) shelf.add('visit', known, entry, { alarms: ended(visit.alarms, what, at) })
    else shelf.add('alarm', known, entry, { off: at })
    alarms.delete(what.alarm)
    return
  }
  const span: AlarmSpan = { alarm: what.alarm, on: at, ...(what.on ? {} : { off: at }) }
  const request = what.request ?? running(open)?.request
  const isOfVisit =
    request !== undefined && toVisit(open, request, entry, (story) => ({ alarms: [...story.alarms, span] }))
  const place = isOfVisit ? open.requests.get(request) : shelf.begin({ kind: 'alarm', ...span }, entry)
  if (what.on && place !== undefined) alarms.set(what.alarm, place)
}

export const film = (open: Open, entry: Said<'clip'>): void => {
  const { shelf, films } = open
  const { clip, why, request } = entry.what
  const filmed: Filmed = { clip, why, begun: entry.at }
  const isOfVisit =
    request !== undefined && toVisit(open, request, entry, (visit) => ({ clips: [...visit.clips, filmed] }))
  const place = isOfVisit ? open.requests.get(request) : shelf.begin({ kind: 'film', ...filmed }, entry)
  if (place !== undefined) films.set(clip, place)
}

export const filmEnded = (open: Open, entry: Said<'clip_ended' | 'footage_dropped'>): void => {
  const { shelf, films } = open
  const { what, at } = entry
  const place = films.get(what.clip)
  const change: Partial<Filmed> =
    what.kind === 'footage_dropped'
      ? { dropped: true }
      : { ended: at, lasts: what.lasts, ...(what.by === 'door' ? { brokeOff: true } : {}) }
  const visit = place === undefined ? undefined : shelf.get('visit', place)
  if (place === undefined) note(open, entry)
  else if (visit) {
    const clips = visit.clips.map((one) => (one.clip === what.clip ? { ...one, ...change } : one))
    shelf.add('visit', place, entry, { clips })
  } else shelf.add('film', place, entry, change)
}

export const outage = (
  open: Open,
  entry: Entry,
  what: 'rig' | 'link' | 'camera',
  away: boolean,
  sight?: CameraSight,
): void => {
  const { shelf, outages } = open
  const name = `${what} ${sight ?? ''}`
  const known = outages.get(name)
  if (known !== undefined) {
    shelf.add('outage', known, entry)
    if (!away) outages.delete(name)
  } else if (away) {
    outages.set(name, shelf.begin({ kind: 'outage', what, ...(sight === undefined ? {} : { sight }) }, entry))
  } else note(open, entry)
}

/** Night and a clear view are how things are; a camera the owner switched off is the owner's word. */
const USUAL: readonly CameraSight[] = ['clear', 'dark', 'absent']

export const camera = (open: Open, entry: Said<'camera'>): void => {
  const { sight, on } = entry.what
  if (open.outages.has(`camera ${sight}`)) outage(open, entry, 'camera', on, sight)
  else if (toRunning(open, entry)) return
  else if (USUAL.includes(sight)) note(open, entry)
  else outage(open, entry, 'camera', on, sight)
}

export const watched = (open: Open, entry: Said<'live' | 'talk'>): void => {
  const { shelf, requests } = open
  const { what } = entry
  const { request } = what
  const known = requests.get(request)
  if (known !== undefined && !shelf.get('watch', known)) {
    note(open, entry)
    return
  }
  const told = { kind: 'watch', request, spoke: false, listened: false, ending: 'running' } as const
  const place = known ?? shelf.begin(told, entry)
  requests.set(request, place)
  if (known !== undefined) shelf.add('watch', place, entry)
  if (what.kind === 'talk') {
    shelf.change('watch', place, what.what === 'speak' ? { spoke: true } : { listened: true })
    return
  }
  const { holder, way, lasted } = what
  const time = what.step === 'begun' ? { begun: entry.at } : { ended: entry.at, ending: 'over' as const }
  const about = { ...(way === undefined ? {} : { way }), ...(lasted === undefined ? {} : { lasted }) }
  shelf.change('watch', place, { holder, ...time, ...about })
}
