// Where the answer to a page's request comes from. Pure. Nothing that is said to or by the bridge is ever kept: what a
// page shows of a door is of now, or it says that it is not.

/** `pass`: as if there were no worker. `page`: network, else the kept shell. `fixed`: kept, else network. `loose`: network, else kept. */
export type Way = 'pass' | 'page' | 'fixed' | 'loose'

export interface Asking {
  readonly method: string
  readonly url: string
  readonly mode: string
  /** A range of a film is the network's business. */
  readonly ranged: boolean
}

/** The courier's page stands by itself. */
const OTHERS = /^\/(api|visit|mqtt|health|metrics|\.well-known)(\/|$)|^\/sw\.js$/
/** Names that carry a hash of what is in them. */
const FIXED = /^\/assets\/.+-[\w-]{8,}\.\w+$/

export const wayOf = ({ method, url, mode, ranged }: Asking, origin: string, shell: ReadonlySet<string>): Way => {
  const asked = new URL(url)
  if (method !== 'GET' || ranged || asked.origin !== origin || OTHERS.test(asked.pathname)) return 'pass'
  if (mode === 'navigate') return 'page'
  if (FIXED.test(asked.pathname)) return 'fixed'
  return shell.has(asked.pathname) ? 'loose' : 'pass'
}
