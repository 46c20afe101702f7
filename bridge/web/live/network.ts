// Another network, or one again: whoever holds a connection should look for a better way at once.

import type { Cancel } from '#protocol/clock.ts'

/** W3C Network Information API, where there is one; `type` only on telephones. */
interface Connection extends EventTarget {
  readonly type?: string
}

export const followNetwork = (changed: () => void): Cancel => {
  const { connection } = navigator as { readonly connection?: Connection }
  let type = connection?.type
  // It tells of each new estimate of the speed, too: that is no other network.
  const look = (): void => {
    if (connection?.type === type) return
    type = connection?.type
    if (type !== 'none') changed()
  }
  addEventListener('online', changed)
  connection?.addEventListener('change', look)
  return () => {
    removeEventListener('online', changed)
    connection?.removeEventListener('change', look)
  }
}
