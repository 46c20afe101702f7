// Pictures for who watches: where they cannot all be prepared in time, some are left out, and none is shown late.

import type { Frame } from '../frame.ts'
import type { Hub } from '../hub/port.ts'

/** Pictures behind the newest from which on one is left out. */
const BEHIND_MOST = 2

/** As the hub's `follow`, but never further behind than a picture or two. */
export const followLatest = (hub: Pick<Hub, 'follow' | 'newest'>): Hub['follow'] =>
  async function* (from, until): AsyncGenerator<Frame> {
    let next = from
    for (let over = false; !over; ) {
      next = Math.max(next, (hub.newest()?.n ?? next) - BEHIND_MOST)
      // The hub has closed, or nobody follows any more, unless pictures are to be left out.
      over = true
      for await (const frame of hub.follow(next, until)) {
        next = frame.n + 1
        yield frame
        over = (hub.newest()?.n ?? next) - next <= BEHIND_MOST
        if (!over) break
      }
    }
  }
