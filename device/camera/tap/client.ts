// The reader's end of the camera's tap: connects, again and again while the camera is away, says what is wanted, and
// keeps the current group of pictures for a newcomer. Nothing is kept beyond the connection it came over.

import { connect, type Socket } from 'node:net'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'
import type { Tap, TapStream, TapUnit } from './port.ts'
import { createTapReader, wishOf } from './wire.ts'

export interface TapClientParts {
  /** Path of the camera's socket. */
  readonly socket: string
  readonly clock: Pick<Clock, 'after'>
}

type Coded = Extract<TapUnit, { what: 'config' | 'picture' }>

const RETRY_FIRST = 50
const RETRY_MOST = 1000
/** Pictures of one group that are kept: an encode makes a key frame each second. */
const GROUP_MOST = 128

interface Group {
  /** @returns whether it may be shown: a picture whose key frame never came may not */
  take(unit: Coded): boolean
  units(): readonly TapUnit[]
}

const createGroup = (): Group => {
  let config: Coded | undefined
  let pictures: Coded[] = []
  return {
    take: (unit) => {
      if (unit.what === 'config') {
        config = unit
        pictures = []
        return true
      }
      if (config === undefined || (!unit.key && pictures.length === 0)) return false
      if (unit.key || pictures.length >= GROUP_MOST) pictures = unit.key ? [unit] : []
      else pictures.push(unit)
      return unit.key || pictures.length > 0
    },
    units: () => (config === undefined ? [] : [config, ...pictures]),
  }
}

/** A camera's process that begins anew counts from 0 again; for who watches, numbers only grow. */
const createNumbers = () => {
  let [ahead, greatest, fresh] = [0, -1, true]
  return {
    anew: (): void => {
      fresh = true
    },
    of: (number: number): number => {
      if (fresh && number + ahead <= greatest) ahead = greatest + 1 - number
      fresh = false
      greatest = Math.max(greatest, number + ahead)
      return number + ahead
    },
  }
}

/** Never fails: while there is no camera nothing comes. */
export const openTap = ({ socket: path, clock }: TapClientParts): Tap => {
  const listeners = new Set<(unit: TapUnit) => void>()
  let groups = { full: createGroup(), small: createGroup() }
  let wanted: ReadonlySet<TapStream> = new Set()
  let socket: Socket | undefined
  let retry: Cancel | undefined
  let failures = 0
  let closed = false
  const onwards = createNumbers()

  const take = (given: TapUnit): void => {
    failures = 0
    const unit = given.stream === 'sound' ? given : { ...given, number: onwards.of(given.number) }
    if ((unit.stream === 'full' || unit.stream === 'small') && !groups[unit.stream].take(unit)) return
    for (const listener of [...listeners]) listener(unit)
  }

  const say = (): void => {
    socket?.write(Uint8Array.of(wishOf(wanted)))
  }

  const start = (): void => {
    const own = connect(path)
    onwards.anew()
    socket = own
    const read = createTapReader(take)
    own.on('connect', say)
    own.on('data', (chunk) => {
      if (socket === own && !read(chunk)) own.destroy()
    })
    own.on('error', () => own.destroy())
    own.on('close', () => {
      if (socket !== own) return
      socket = undefined
      // What comes next is another encode.
      groups = { full: createGroup(), small: createGroup() }
      if (closed) return
      failures += 1
      retry = clock.after(millis(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** Math.min(failures, 10))), start)
    })
  }

  start()
  return {
    want: (streams) => {
      if (wishOf(streams) === wishOf(wanted)) return
      // What nobody wanted for a while is not shown to who comes later.
      for (const stream of ['full', 'small'] as const) if (!streams.has(stream)) groups[stream] = createGroup()
      wanted = new Set(streams)
      if (socket?.connecting === false) say()
    },
    replay: (stream) => groups[stream].units(),
    listen: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      closed = true
      retry?.()
      listeners.clear()
      socket?.destroy()
    },
  }
}
