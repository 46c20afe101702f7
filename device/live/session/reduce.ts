// One viewer's session, decided: what is sent, held back, given up and tried again. Pure; session.ts acts.

import { LIVE_SILENCE_MOST } from '#protocol/limits.ts'
import type { FromViewer, Way } from '#protocol/live/control.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { acknowledged, affords, freshFlow, isRoomy, lateness, offer, restart } from '../sending/flow.ts'
import { dropped, ladderAt, rested, strained } from '../sending/ladder.ts'
import { arrive, choose, lowestOf, wayNote } from './choice.ts'
import type { Session, SessionEffect, SessionEvent, Step, Watching } from './state.ts'

/** Beyond this the path is not clean, though it keeps up. */
const STRAIN = millis(200)
/** A group of pictures is sent again when it is through by then; else the next key frame is waited for. */
const REJOIN_WITHIN = millis(350)
const REJOIN_EACH = seconds(1)
const STILL_EACH = seconds(1)
/** A still picture that nobody acknowledges: the viewer threw it away. */
const STILL_LOST = seconds(10)

const stay = (session: Session): Step => ({ session, effects: [] })

export const opening = (now: Millis): Session => ({ is: 'opening', since: now })

const begin = (ways: readonly Way[], far: boolean, now: Millis): Step => {
  const way = ways[0] ?? 'still'
  const blank: Watching = {
    ...{ is: 'watching', ways, wish: 'auto', way, sending: undefined, next: undefined, why: 'begin' },
    ...{ ladder: ladderAt(now, far), flow: freshFlow(now), heard: now, still: undefined, lost: undefined },
  }
  const { session, effects } = choose(blank, 'begin')
  if (session.is !== 'watching') return { session, effects }
  const show: SessionEffect[] = way === 'track' ? [{ do: 'show', on: true }] : []
  return { session, effects: [...show, wayNote(session), { do: 'tell', way }, ...effects] }
}

const helloAgain = (session: Watching, ways: readonly Way[], now: Millis): Step => {
  if (ways.join() === session.ways.join()) return stay(session)
  const wish = session.wish === 'auto' || ways.includes(session.wish) ? session.wish : 'auto'
  const flow = ways.includes('channel') ? session.flow : freshFlow(now)
  return choose({ ...session, ways, wish, flow }, 'no_decoder')
}

const acked = (session: Watching, number: number, now: Millis): Step => {
  const flow = acknowledged(session.flow, number, now)
  if (flow === session.flow) return stay(session)
  const ladder = flow.delay > STRAIN ? strained(session.ladder, now) : session.ladder
  const next = { ...session, flow, ladder }
  const stream = next.next
  const isDrained = flow.waiting && flow.pending.length === 0 && stream !== undefined
  return { session: next, effects: isDrained ? [{ do: 'rejoin', stream }] : [] }
}

/** A whole group at most once a second, however often it is asked for; else the next key frame is waited for. */
const lost = (session: Watching, now: Millis): Step => {
  const { next, lost: last } = session
  if (next === undefined) return stay(session)
  const flow = restart(session.flow)
  if (last !== undefined && now - last < REJOIN_EACH) return stay({ ...session, flow })
  return { session: { ...session, flow, lost: now }, effects: [{ do: 'rejoin', stream: next }] }
}

const said = (session: Watching, word: FromViewer, now: Millis): Step => {
  switch (word.say) {
    case 'hello':
      return helloAgain(session, word.ways, now)
    case 'ack':
      return acked(session, word.number, now)
    case 'key':
      return lost(session, now)
    case 'way':
      return choose({ ...session, wish: word.way }, 'wish')
    case 'ping':
    case 'talk':
    case 'listen':
      return stay(session)
  }
}

const offered = (session: Watching, picture: Extract<SessionEvent, { what: 'picture' }>): Step => {
  const { stream, now } = picture
  const isNext = stream === session.next
  const isChange = isNext && stream !== session.sending
  // The old encode goes on until the new one begins; held back, it never begins anew. Another stream begins with a key.
  if (!isNext && (stream !== session.sending || session.flow.waiting)) return stay(session)
  if (isChange && !picture.key) return stay(session)
  const { flow, is } = offer(session.flow, picture, now)
  const ladder = is === 'dropped' ? dropped(session.ladder, now, lowestOf(session)) : session.ladder
  if (flow === session.flow && ladder === session.ladder) return stay(session)
  const next: Watching = { ...session, flow, ladder }
  if (is !== 'sent') return choose(next, 'poor_path')
  const arrived = isChange ? arrive(next) : stay(next)
  return { session: arrived.session, effects: [...arrived.effects, { do: 'send' }] }
}

const still = (session: Watching, number: number, now: Millis): Step => {
  if (session.way !== 'still') return stay(session)
  const { flow, still: last } = session
  const since = last === undefined ? Number.POSITIVE_INFINITY : now - last
  if (since < STILL_EACH || (flow.pending.length > 0 && since < STILL_LOST)) return stay(session)
  const fresh = { ...freshFlow(now), pending: [{ number, bytes: 0, key: false, at: now }] }
  return { session: { ...session, flow: fresh, still: now }, effects: [{ do: 'still' }] }
}

const ticked = (session: Watching, now: Millis): Step => {
  const { flow } = session
  if (session.way === 'channel' && (flow.waiting || lateness(flow, now) > STRAIN)) {
    return stay({ ...session, ladder: strained(session.ladder, now) })
  }
  if (session.way === 'channel' && session.ladder.rung === 'small' && !isRoomy(flow)) return stay(session)
  const ladder = rested(session.ladder, now)
  return ladder === session.ladder ? stay(session) : choose({ ...session, ladder }, 'good_path')
}

const over = (why: Extract<Session, { is: 'over' }>['why']): Step => ({
  session: { is: 'over', why },
  effects: [{ do: 'end', why }],
})

const heard = (session: Session, event: Extract<SessionEvent, { what: 'said' }>): Step => {
  if (session.is === 'watching') return said({ ...session, heard: event.now }, event.said, event.now)
  // Nothing counts before it.
  return session.is === 'opening' && event.said.say === 'hello'
    ? begin(event.said.ways, event.far, event.now)
    : stay(session)
}

export const reduce = (session: Session, event: SessionEvent): Step => {
  if (session.is === 'over') return stay(session)
  switch (event.what) {
    case 'said':
      return heard(session, event)
    case 'over':
      return over(event.why)
    case 'tick':
      if (event.now - (session.is === 'opening' ? session.since : session.heard) > LIVE_SILENCE_MOST) {
        return over('silent')
      }
      return session.is === 'watching' ? ticked(session, event.now) : stay(session)
    case 'picture':
      return session.is === 'watching' ? offered(session, event) : stay(session)
    case 'jpeg':
      return session.is === 'watching' ? still(session, event.number, event.now) : stay(session)
  }
}

/** Is the viewer to get the current group of pictures, this large, now? */
export const mayRejoin = (session: Session, bytes: number): boolean =>
  session.is === 'watching' && affords(session.flow, bytes, REJOIN_WITHIN)
