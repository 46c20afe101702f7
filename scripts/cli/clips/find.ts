// Which clip is meant: its id, the beginning of it, a visit's request, or the newest one.

import type { ClipHead } from '#protocol/clip/head.ts'
import { openHead } from '#protocol/clip/verify.ts'
import type { DoorId } from '#protocol/units.ts'
import { usage } from '../spoken.ts'
import type { Listed } from './answers.ts'
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

/** @throws SpokenError `clip_missing`, `clip_which` */
export const findClip = async (service: Service, text: string): Promise<Known> => {
  const { door } = service.place
  const found: Known[] = []
  for await (const listed of service.list()) {
    const shows = await headOf(listed, door)
    if (text === 'last') return { ...listed, shows }
    const isMeant = [listed.clip, shows?.request].some((id) => id === text || id?.startsWith(text))
    if (isMeant && text.length >= LEAST) found.push({ ...listed, shows })
    // A visit of more than one clip is named by its first.
    if (listed.clip === text) break
  }
  const exact = found.find(({ clip }) => clip === text)
  const [first, ...more] = exact ? [exact] : found.filter(({ shows }) => shows?.follows === undefined)
  if (!first) throw usage('clip_missing', { clip: text.slice(0, 60) })
  if (more.length > 0) throw usage('clip_which', { clip: text.slice(0, 60) })
  return first
}
