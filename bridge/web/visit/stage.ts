// The page's life around one access: the visit's state, the way to the door, time, and what keeps them going.

import { type ReadonlySignal, signal } from '@preact/signals'
import { epochMs } from '#protocol/units.ts'
import { createTime, type SharedTime } from '../core/time.ts'
import { createWay } from './door/line.ts'
import { makeRequest } from './door/request.ts'
import type { Said } from './door/said.ts'
import { type Act, AT_REST, reduce, type VisitEffect, type VisitEvent, type VisitState } from './door/visit.ts'
import { createWatcher, type Watcher } from './door/watch.ts'
import type { Held } from './held.ts'
import { freshId } from './tokens/sign.ts'

const TICK = 500

export interface Stage {
  readonly held: Held
  readonly visit: ReadonlySignal<VisitState>
  readonly time: SharedTime
  /** Was the bridge's clock heard? Until then nobody is told to come later. */
  readonly timed: ReadonlySignal<boolean>
  /** By the second, for what is shown. */
  readonly now: ReadonlySignal<number>
  readonly watcher: Watcher
  tap(act: Act): void
  wake(): void
  end(): void
}

export interface StageParts {
  readonly held: Held
  /** https: or http: */
  readonly origin: string
  /** This browser's clock. */
  readonly clock: () => number
  /** The access was shown to the bridge for the first time. */
  readonly used: () => void
}

const askTimeOf =
  (time: SharedTime, { origin, clock }: StageParts, heard: () => void) =>
  async (): Promise<void> => {
    const asked = epochMs(clock())
    try {
      const answer = await fetch(`${origin}/.well-known/hausrecht`, { cache: 'no-store', credentials: 'omit' })
      time.heardDate(answer.headers.get('date'), asked, epochMs(clock()))
      if (answer.headers.get('date') !== null) heard()
    } catch {
      // Not reached: the phone's own clock will have to do.
    }
  }

export const openStage = (parts: StageParts): Stage => {
  const { held, origin, clock } = parts
  const { kept, pins, allowed } = held
  const { key, chain } = kept
  const visit = signal(AT_REST)
  const timed = signal(false)
  const time = createTime(clock)
  const now = signal(clock())
  const askTime = askTimeOf(time, parts, () => {
    timed.value = true
  })

  const act = (event: VisitEvent): void => {
    const turn = reduce(visit.value, event)
    visit.value = turn.state
    for (const effect of turn.effects) carryOut(effect)
  }
  const carryOut = (effect: VisitEffect): void => {
    if (effect.do === 'connect') {
      way.wake()
      return
    }
    const { act: wish, request, nonce } = effect
    makeRequest({ key, chain, pins, act: wish, request, nonce, now: time.now() })
      .then((text) => way.say('request', text))
      .catch(() => act({ is: 'unsent', request }))
  }
  const say = (name: string, payload: string): Promise<void> => way.say(name, payload)
  const watcher = createWatcher({ key, chain, pins, now: time.now, nonce: () => visit.value.nonce, say })
  const way = createWay({
    url: `${origin.replace(/^http/, 'ws')}/mqtt`,
    key,
    chain,
    pins,
    watches: allowed.act.includes('live'),
    now: time.now,
    askTime,
    heard: (said: Said) => {
      watcher.heard(said)
      act({ is: 'heard', said, fresh: freshId(), now: clock(), doorNow: time.now() })
    },
    signalled: (what, payload) => {
      watcher.signalled(what, payload).catch(() => undefined)
    },
    linked: (link) => {
      if (link === 'up') parts.used()
      act({ is: 'link', link, now: clock() })
    },
  })
  const beat = (): void => {
    now.value = time.now()
    act({ is: 'tick', now: clock(), doorNow: now.value })
  }
  const beats = setInterval(beat, TICK)
  askTime()
    .then(() => {
      if (kept.used) way.wake()
    })
    .catch(() => undefined)
  return {
    held,
    visit,
    time,
    timed,
    now,
    watcher,
    tap: (wish) => act({ is: 'tapped', act: wish, fresh: freshId(), now: clock() }),
    wake: () => {
      // After a sleep, what is shown may be long past.
      beat()
      if (visit.value.link !== 'off') way.wake()
    },
    end: () => {
      clearInterval(beats)
      way.end()
    },
  }
}
