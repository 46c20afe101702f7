// What the door says of itself when something changed: its signed state, said once however much changed at once.

import type { Logger } from 'pino'
import { inBackground } from '../background.ts'

export interface Bell {
  ring(): void
}

/** Calls `say` soon after a ring, never twice at a time, and once more when it rang meanwhile. */
export const createBell = (say: () => Promise<void>, log: Logger): Bell => {
  let saying = false
  let again = false
  const run = async (): Promise<void> => {
    saying = true
    try {
      while (again) {
        again = false
        await say()
      }
    } finally {
      saying = false
    }
  }
  return {
    ring: () => {
      again = true
      if (!saying) inBackground(run(), log, 'the state could not be said')
    },
  }
}
