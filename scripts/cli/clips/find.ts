// Which clip is meant, or which visit: an id, the beginning of it, a visit's request, or the newest one.

import type { Listed } from '#protocol/clip/answers.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { openHead } from '#protocol/clip/verify.ts'
import type { DoorId } from '#protocol/units.ts'
import { usage } from '../spoken.ts'
import type { Service } from './service.ts'

/** A clip in the list, and its head when that is the door's. */
export interface Known extends Listed {
  readonly shows: ClipHead | undefined
}

export const headOf = async (
  { clip, head }: Pick<Listed, 'clip' | 'head'>,
  door: DoorId,
): Promise<ClipHead | undefined> => {
  const opened = await openHead({ door, clip, head })
  return 'head' in opened ? opened.head : undefined
}

/** Fewer characters name too many. */
const LEAST = 4

const isMeant = ({ clip, shows }: Known, text: string): boolean =>
  text.length >= LEAST && [clip, shows?.request].some((id) => id?.startsWith(text))

/** A visit is named by its first clip. */
const oneOf = (found: readonly Known[], text: string): Known => {
  const exact = found.find(({ clip }) => clip === text)
  if (exact) return exact
  const first = found.at(-1)
  if (!first) throw usage('clip_missing', { clip: text.slice(0, 60) })
  const request = first.shows?.request
  const isOne = found.length === 1 || (request !== undefined && found.every(({ shows }) => shows?.request === request))
  if (!isOne) throw usage('clip_which', { clip: text.slice(0, 60) })
  return first
}

/** @throws SpokenError `clip_missing`, `clip_which` */
export const findClip = async (service: Service, text: string): Promise<Known> => {
  const found: Known[] = []
  for await (const known of allClips(service)) {
    if (text === 'last') return known
    if (isMeant(known, text)) found.push(known)
    if (known.clip === text) break
  }
  return oneOf(found, text)
}

/** Newest first. */
async function* allClips(service: Service): AsyncGenerator<Known> {
  for await (const listed of service.list()) yield { ...listed, shows: await headOf(listed, service.place.door) }
}

export interface FoundVisit {
  /** The film of the visit, or of the incident, in the order of its pieces. */
  readonly own: readonly Known[]
  /** Everything else there is, the newest first. */
  readonly others: readonly Known[]
}

/** Clips of one request; of an incident without one, those that go on from each other. */
const isTogether = (own: ReadonlySet<Known>, { clip, shows }: Known): boolean =>
  shows !== undefined &&
  [...own].some(
    ({ shows: known, clip: id }) =>
      known !== undefined &&
      (known.request === undefined ? shows.follows === id || known.follows === clip : shows.request === known.request),
  )

/**
 * All that was filmed of the visit that is named, or that the named clip is of.
 * @throws SpokenError `clip_missing`, `clip_which`
 */
export const findVisit = async (service: Service, text: string): Promise<FoundVisit> => {
  const all: Known[] = []
  for await (const known of allClips(service)) all.push(known)
  const named = text === 'last' ? all.slice(0, 1) : all.filter((known) => isMeant(known, text))
  const own = new Set([oneOf(named, text)])
  for (let size = 0; size < own.size; ) {
    size = own.size
    for (const known of all) if (!own.has(known) && isTogether(own, known)) own.add(known)
  }
  const ordered = [...own].sort((a, b) => (a.shows?.jn ?? 0) - (b.shows?.jn ?? 0))
  return { own: ordered, others: all.filter((known) => !own.has(known)) }
}
