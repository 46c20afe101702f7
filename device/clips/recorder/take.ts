// One take: one encoding turned into one clip, until the occasion is over, the encoder fails, the disk does, or the
// clip is as long as a clip may be. Whatever ends it, the clip is ended in order, and the next take knows where to
// go on.

import { HausrechtError } from '#protocol/fault.ts'
import type { ClipId } from '#protocol/units.ts'
import type { Occasion, Piece } from '../port.ts'
import { createInsist } from './insist.ts'
import { freshKeys } from './keys.ts'
import type { RecorderParts } from './parts.ts'
import { type Pieces, readPieces } from './pieces.ts'
import { createReel, type Reel } from './reel.ts'

export type Init = Extract<Piece, { what: 'init' }>
export type Segment = Extract<Piece, { what: 'segment' }>

export interface Order {
  readonly occasion: Occasion
  /** Number of the first picture wanted. */
  readonly from: number
  readonly follows: ClipId | undefined
  /** Aborted when the occasion is over: what was captured until then is still wanted. */
  readonly over: AbortSignal
  /** Aborted when nothing can be waited for any more. */
  readonly closed: AbortSignal
  /** A clip has begun. */
  readonly begun: (clip: ClipId) => void
  /** A segment has become durable. */
  readonly durable: () => void
  /** A part cannot be written: told once, and then tried on. */
  readonly stuck: () => void
}

/** Why it ended. `refused`: the door did not sign, or the spool had no room to begin. */
export type TakeEnd = 'over' | 'full' | 'encoder' | 'disk' | 'refused'

export interface Taken {
  readonly why: TakeEnd
  /** Undefined when none was begun. */
  readonly clip: ClipId | undefined
  /** Number of the picture to go on from. */
  readonly next: number
}

/** The next piece, unless there is none to keep: a visit that did not come about leaves nothing. */
const segmentFrom = async (pieces: Pieces, reel: Reel, { over }: Order): Promise<Segment | 'over' | 'encoder'> => {
  const piece = await pieces.next()
  if (over.aborted && (!piece || !reel.clip())) return 'over'
  return piece?.what === 'segment' ? piece : 'encoder'
}

const film = async (pieces: Pieces, reel: Reel, order: Order): Promise<TakeEnd> => {
  const init = await pieces.next()
  if (init?.what !== 'init') return order.over.aborted ? 'over' : 'encoder'
  for (;;) {
    const segment = await segmentFrom(pieces, reel, order)
    if (typeof segment === 'string') return segment
    await reel.add(init, segment)
    if (reel.full()) return 'full'
  }
}

const codeOf = (err: unknown): string => (err instanceof HausrechtError ? err.code : 'recording_failed')

/** What goes wrong is told by `say`, and by why it ended. */
const takeFrom = async (parts: RecorderParts, order: Order, pieces: Pieces): Promise<Taken> => {
  const { clock, say, log } = parts
  const keys = freshKeys(parts.recipients())
  keys.catch(() => undefined)
  const blocked = new AbortController()
  const insist = createInsist(clock, order.closed, (cause) => {
    log.error({ err: cause }, 'a clip cannot be written: trying on')
    // Nobody takes what the encoder gives: a fresh one goes on from the hub's memory when there is room again.
    blocked.abort()
    pieces.stop()
    order.stuck()
  })
  const reel = createReel(parts, order, keys, insist)
  const stop = (): void => pieces.stop()
  order.over.addEventListener('abort', stop)
  let why: TakeEnd
  try {
    if (order.over.aborted) pieces.stop()
    why = await film(pieces, reel, order)
  } catch (err) {
    why = 'refused'
    log.error({ err }, 'a clip cannot be recorded')
    say({ say: 'trouble', code: codeOf(err) })
    order.stuck()
  }
  order.over.removeEventListener('abort', stop)
  pieces.drop()
  await reel.close().catch((err: unknown) => log.error({ err }, 'a clip could not be ended: it is at the next start'))
  const clip = reel.clip()
  const last = clip?.manifest().last
  return {
    why: blocked.signal.aborted ? 'disk' : why,
    clip: clip?.id,
    next: last === undefined ? order.from : last + 1,
  }
}

/** Never throws. */
export const take = async (parts: RecorderParts, order: Order): Promise<Taken> => {
  try {
    return await takeFrom(parts, order, readPieces(parts.openEncoding(order.from), parts.clock))
  } catch (err) {
    parts.log.error({ err }, 'the encoder cannot be started')
    parts.say({ say: 'trouble', code: 'encoder_unusable' })
    order.stuck()
    return { why: 'encoder', clip: undefined, next: order.from }
  }
}
