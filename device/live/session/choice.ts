// Which way a viewer's pictures take, and which encode. Pure.

import type { Way } from '#protocol/live/control.ts'
import type { Stream } from '#protocol/live/wire.ts'
import type { Rung } from '../sending/ladder.ts'
import type { SessionEffect, Step, Watching } from './state.ts'

interface Choice {
  readonly way: Way
  readonly stream: Stream | undefined
}

const choiceOf = ({ ways, wish, ladder: { rung } }: Watching): Choice => {
  const first = ways[0] ?? 'still'
  const way = wish !== 'auto' && ways.includes(wish) ? wish : first === 'channel' && rung === 'poor' ? ways[1] : first
  if (way !== 'channel' && way !== undefined) return { way, stream: undefined }
  return { way: 'channel', stream: rung === 'full' ? 'full' : 'small' }
}

/** The worst that the path can come to: where there is another way, and the viewer did not choose this one. */
export const lowestOf = ({ ways, wish }: Watching): Rung =>
  ways[0] === 'channel' && ways.length > 1 && wish === 'auto' ? 'poor' : 'small'

export const wayNote = ({ way, next, sending, why }: Watching): SessionEffect => ({
  do: 'say',
  say: { say: 'way', way, stream: next ?? sending ?? 'full', why },
})

const leave = (session: Watching, way: 'track' | 'still', why: Watching['why']): Step => {
  const next: Watching = { ...session, way, sending: undefined, next: undefined, why, still: undefined }
  const show: SessionEffect[] = way === 'track' || session.way === 'track' ? [{ do: 'show', on: way === 'track' }] : []
  return { session: next, effects: [...show, wayNote(next), { do: 'tell', way }] }
}

/**
 * Obeys ladder and wish. Away from the channel at once; to the channel, or to its other encode, when the first picture
 * of it goes out: until then the old one goes on.
 */
export const choose = (session: Watching, why: Watching['why']): Step => {
  const { way, stream } = choiceOf(session)
  if (way === 'channel') {
    if (session.next === stream) return { session, effects: [] }
    return { session: { ...session, next: stream, why }, effects: stream ? [{ do: 'rejoin', stream }] : [] }
  }
  if (session.way === way && session.next === undefined) return { session, effects: [] }
  // Back before the first picture of the channel went out.
  if (session.way === way) return { session: { ...session, next: undefined }, effects: [] }
  return leave(session, way, why)
}

/** The first picture of `next` goes out. */
export const arrive = (session: Watching): Step => {
  const changed: Watching = { ...session, way: 'channel', sending: session.next }
  // At the beginning it was said before.
  const effects: SessionEffect[] = session.why === 'begin' ? [] : [wayNote(changed)]
  if (session.way === 'track') effects.unshift({ do: 'show', on: false })
  if (session.way !== 'channel') effects.push({ do: 'tell', way: 'channel' })
  return { session: changed, effects }
}
