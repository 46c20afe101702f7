// Commands from the owner's broker on their way to the door: judged, then asked as any holder asks: one opening at a time.

import { type Bucket, take } from '#bridge/access/bucket.ts'
import type { Action } from '#protocol/action.ts'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { askThroughBridge } from '#scripts/cli/reach/ask.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import type { HouseBroker, HouseMessage } from './broker/session.ts'
import { type HomeRefusal, judge } from './command.ts'

export interface Commander {
  /** A connection to the broker is there from now on. */
  up(): void
  take(message: HouseMessage, broker: HouseBroker): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface CommanderParts {
  readonly place: Place
  readonly clock: Clock
  readonly may: ReadonlySet<Action>
  readonly settling: Millis
  readonly isFresh: () => boolean
  readonly asked: (act: 'lock' | 'unlock') => void
  readonly refused: (code: HomeRefusal) => void
}

const ANSWER_LIMIT = seconds(15)
/** Messages that are looked at at all: whoever is at that broker can send any number. */
const RATE = { burst: 10, perSecond: 1 }

export const createCommander = (parts: CommanderParts): Commander => {
  const { clock, refused } = parts
  let up: Millis = clock.monotonic()
  let last: { readonly act: Action; readonly at: Millis } | undefined
  const asking = new Set<Promise<void>>()
  let bucket: Bucket | undefined

  const mayCome = (): boolean => {
    const left = take(bucket, RATE, clock.monotonic(), 1)
    bucket = left ?? bucket
    return left !== undefined
  }

  return {
    up: () => {
      up = clock.monotonic()
    },
    idle: async () => {
      await Promise.all(asking)
    },
    take: (message, broker) => {
      if (message.payload === '' || !mayCome()) return
      const now = clock.monotonic()
      const verdict = judge(message, {
        up: millis(now - up),
        settling: parts.settling,
        last: last && { act: last.act, ago: millis(now - last.at) },
        busy: asking.size > 0,
        fresh: parts.isFresh(),
        may: parts.may,
      })
      // Nothing may lie there for whoever listens next; a broker without MQTT 5 does not tell what will.
      if (message.retain || !broker.tellsRetained) broker.publish(message.topic, '', true).catch(() => undefined)
      if (verdict.is === 'refused') refused(verdict.code)
      if (verdict.is !== 'asked') return
      last = { act: verdict.act, at: now }
      parts.asked(verdict.act)
      const asked = ask(parts, verdict.act)
        .catch(() => refused('door_offline'))
        .finally(() => asking.delete(asked))
      asking.add(asked)
    },
  }
}

const ask = async ({ place, clock, refused }: CommanderParts, act: 'lock' | 'unlock'): Promise<void> => {
  const answer = await askThroughBridge(place, { act }, { now: () => clock.now() })
  if ('ok' in answer) return refused(answer.code)
  try {
    const first = await answer.next(ANSWER_LIMIT)
    if (!first) refused('timed_out')
    else if (first.code !== undefined) refused(first.code)
  } finally {
    await answer.end()
  }
}
