// What keeps clips here, said once when it begins and once when it is over.

import type { Logger } from 'pino'
import type { ClipId } from '#protocol/units.ts'
import type { Item } from './outbox.ts'

/** Clips set aside that are still named. */
const ASIDE_MOST = 256

export interface Trouble {
  /** The service takes nothing, for this reason. */
  begin(code: string): void
  over(): void
  /** The service can never take this one thing. */
  setAside(clip: ClipId, item: Item, code: string): void
  now(): string | undefined
  aside(): readonly { readonly clip: ClipId; readonly code: string }[]
}

export const createTrouble = (log: Logger): Trouble => {
  const aside = new Map<ClipId, string>()
  let trouble: string | undefined
  return {
    begin: (code) => {
      if (code !== trouble) log.warn({ code }, 'the clip service takes nothing for now')
      trouble = code
    },
    over: () => {
      if (trouble !== undefined) log.info('the clip service takes clips again')
      trouble = undefined
    },
    setAside: (clip, item, code) => {
      if (aside.has(clip) || aside.size >= ASIDE_MOST) return
      log.warn({ clip, item, code }, 'the clip service cannot take this')
      aside.set(clip, code)
    },
    now: () => trouble,
    aside: () => [...aside].map(([clip, code]) => ({ clip, code })),
  }
}
