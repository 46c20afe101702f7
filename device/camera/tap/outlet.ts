// One reader of the tap. It is never waited for: where it does not take what it is given, coded pictures are left out
// until the next key picture, and stills and sound one by one.

import type { Socket } from 'node:net'
import type { TapStream, TapUnit } from './port.ts'
import { headerOf, streamsOf } from './wire.ts'

type Coded = 'full' | 'small'

/** Bytes on their way: a group of pictures for a newcomer, and what is made meanwhile. */
const CODED_MOST = 1024 * 1024
const LOOSE_MOST = 512 * 1024

export interface Outlet {
  readonly wish: ReadonlySet<TapStream>
  give(unit: TapUnit): void
  /** What is wanted was said: what is there is given at once. */
  start(): void
  close(): void
}

export interface OutletParts {
  /** The configuration, and the pictures since the last key picture. */
  replay(stream: Coded): readonly TapUnit[]
  /** Its wish has changed; `start` is called for it afterwards. */
  changed(): void
  gone(): void
}

const isCoded = (stream: TapStream): stream is Coded => stream === 'full' || stream === 'small'

export const createOutlet = (socket: Socket, parts: OutletParts): Outlet => {
  /** Coded streams that have had their key picture. */
  const flowing = new Set<Coded>()
  let wish: ReadonlySet<TapStream> = new Set()

  const write = (unit: TapUnit): void => {
    socket.cork()
    socket.write(headerOf(unit))
    socket.write(unit.data)
    socket.uncork()
  }
  const resume = (stream: Coded): void => {
    const units = parts.replay(stream)
    if (units.length === 0) return
    for (const unit of units) write(unit)
    flowing.add(stream)
  }
  const giveCoded = (stream: Coded, key: boolean, unit: TapUnit): void => {
    if (socket.writableLength > CODED_MOST) flowing.delete(stream)
    else if (flowing.has(stream)) write(unit)
    else if (key) resume(stream)
  }

  socket.on('data', (bytes) => {
    const last = bytes[bytes.length - 1]
    if (last === undefined) return
    wish = streamsOf(last)
    for (const stream of [...flowing]) if (!wish.has(stream)) flowing.delete(stream)
    parts.changed()
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    wish = new Set()
    parts.gone()
  })

  return {
    get wish() {
      return wish
    },
    give: (unit) => {
      if (socket.destroyed || !wish.has(unit.stream)) return
      if (unit.stream === 'full' || unit.stream === 'small') {
        // The configuration goes out with the key picture it belongs to.
        giveCoded(unit.stream, unit.what === 'picture' && unit.key, unit)
      } else if (socket.writableLength <= LOOSE_MOST) write(unit)
    },
    start: () => {
      for (const stream of wish) if (isCoded(stream) && !flowing.has(stream)) resume(stream)
    },
    close: () => socket.destroy(),
  }
}
