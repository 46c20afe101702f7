// Asks the door's process for the signatures that a clip needs, and keeps who waits for which.

import type { Sign } from '../clips/recorder/parts.ts'
import type { FromCamera } from './messages.ts'

export interface Notary {
  readonly sign: Sign
  signed(id: number, token: string): void
}

/** More are not waited for at once: a clip needs two in its life. */
const WAITING_MOST = 64

/** Never rejects: whoever asks sets a limit, since the door's process may be gone. */
export const createNotary = (tell: (message: FromCamera) => void): Notary => {
  const waiting = new Map<number, (token: string) => void>()
  let last = 0
  return {
    sign: (what) =>
      new Promise((resolve) => {
        const id = ++last
        waiting.set(id, resolve)
        const [oldest] = waiting.keys()
        if (waiting.size > WAITING_MOST && oldest !== undefined) waiting.delete(oldest)
        tell({ say: 'sign', id, ...what })
      }),
    signed: (id, token) => {
      waiting.get(id)?.(token)
      waiting.delete(id)
    },
  }
}
