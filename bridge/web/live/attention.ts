// Whether somebody looks at the page, whether it slept, and which network it is in: what the page itself does to a
// viewer. Looks at the clock ten times a second.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis, minutes } from '#protocol/units.ts'
import { followNetwork } from './network.ts'
import { type Look, slept } from './sleep.ts'

export interface AttentionEvents {
  /** Ten times a second, as long as somebody looks. `woken`: nothing measured before counts. */
  look(woken: boolean): void
  hidden(): void
  network(): void
  /** The page goes away, or nobody looked for long. */
  leave(): void
  /** Somebody looks again after that. */
  back(): void
}

export interface Attention {
  resume(): void
  /** Nothing is told any more; called while `leave` is told because nobody looks, `back` is told yet. */
  pause(): void
}

const LOOK_EACH = millis(100)
/** Nobody looks at the page: the door is not kept busy for it any longer, and whoever stands there is told true. */
export const RESTS_AFTER = minutes(2)

export const attend = (clock: Clock, events: AttentionEvents): Attention => {
  let looked: Look = { wall: clock.now(), monotonic: clock.monotonic() }
  let unrest: Cancel = () => undefined
  let unfollow: Cancel | undefined

  const look = (): void => {
    const now: Look = { wall: clock.now(), monotonic: clock.monotonic() }
    const isWoken = slept(looked, now)
    looked = now
    if (!document.hidden) events.look(isWoken)
  }
  const rest = (): void => {
    const onReturn = (): void => {
      if (document.hidden) return
      unrest()
      events.back()
    }
    events.leave()
    document.addEventListener('visibilitychange', onReturn)
    unrest = () => document.removeEventListener('visibilitychange', onReturn)
  }
  const onVisibility = (): void => {
    unrest()
    if (!document.hidden) {
      look()
      return
    }
    events.hidden()
    unrest = clock.after(RESTS_AFTER, rest)
  }
  const onLeave = (): void => events.leave()

  const pause = (): void => {
    unrest()
    unfollow?.()
    unfollow = undefined
  }
  const resume = (): void => {
    if (unfollow) return
    const cancel = clock.every(LOOK_EACH, look)
    const unfollowNetwork = followNetwork(() => events.network())
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('pagehide', onLeave)
    unfollow = () => {
      cancel()
      unfollowNetwork()
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', onLeave)
    }
  }
  return { pause, resume }
}
