// Draws what happened, in order, with the milliseconds since the request. Pure.

import type { Paint } from './paint.ts'

export type Actor = 'courier' | 'person' | 'rig' | 'door'

export interface Moment {
  /** Milliseconds since the request was handed to the bridge. */
  readonly at: number
  readonly actor: Actor
  readonly text: string
  /** Worth looking at. */
  readonly main?: true
}

const ACTORS: Readonly<Record<Actor, { readonly colour: Parameters<Paint>[0]; readonly mark: string }>> = {
  courier: { colour: 'blue', mark: '◆' },
  person: { colour: 'yellow', mark: '◇' },
  rig: { colour: 'cyan', mark: '▪' },
  door: { colour: 'green', mark: '●' },
}

/** A longer pause than this is drawn as one. */
const GAP = 150

/** "0.0 ms", "12.3 ms", "812 ms": as fine as it means something. */
export const showMs = (ms: number): string => `${Math.abs(ms) < 100 ? ms.toFixed(1) : Math.round(ms)} ms`

/**
 * @param nameOf what the actors are called in the reader's language
 */
export const drawTimeline = (moments: readonly Moment[], nameOf: (actor: Actor) => string, paint: Paint): string[] => {
  const sorted = [...moments].sort((a, b) => a.at - b.at)
  const width = Math.max(...sorted.map(({ actor }) => nameOf(actor).length))
  return sorted.flatMap(({ at, actor, text, main }, index) => {
    const { colour, mark } = ACTORS[actor]
    const before = sorted[index - 1]
    const rail = before && at - before.at > GAP ? [`${' '.repeat(13)}${paint('dim', '┊')}`] : []
    const line = `${showMs(at).padStart(11)}  ${paint(colour, mark)} ${paint(colour, nameOf(actor).padEnd(width))}  ${main ? paint('bold', text) : text}`
    return [...rail, line]
  })
}
