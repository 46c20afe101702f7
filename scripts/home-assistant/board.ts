// What is to stand at the owner's broker, topic by topic, and what stands there. Says what differs, one after the other;
// a value that changed meanwhile is said once, as it is then. Nothing is kept of what a lost connection did not take.

import type { HouseBroker } from './broker/session.ts'

export interface Board {
  /** Retained at its topic from now on. */
  set(topic: string, payload: string): void
  /** There is a connection: everything is said on it. */
  onto(broker: HouseBroker): void
  /** The connection is gone. */
  off(): void
  /** Resolves when all that was set has been said, or cannot be. */
  settled(): Promise<void>
}

export const createBoard = (): Board => {
  const wanted = new Map<string, string>()
  let said = new Map<string, string>()
  let broker: HouseBroker | undefined
  let saying: Promise<void> | undefined

  const next = (): readonly [string, string] | undefined =>
    [...wanted].find(([topic, payload]) => said.get(topic) !== payload)

  const say = async (): Promise<void> => {
    for (let due = next(); broker && due; due = next()) {
      const [topic, payload] = due
      const here = said
      await broker.publish(topic, payload, true)
      here.set(topic, payload)
    }
  }
  const flush = (): void => {
    if (saying || !broker) return
    saying = say()
      .catch(() => {
        // The connection ends by itself, and the next one is told everything.
        broker = undefined
      })
      .finally(() => {
        saying = undefined
        if (broker && next()) flush()
      })
  }
  return {
    set: (topic, payload) => {
      // To the end: what is set later is said later.
      wanted.delete(topic)
      wanted.set(topic, payload)
      flush()
    },
    onto: (fresh) => {
      said = new Map()
      broker = fresh
      flush()
    },
    off: () => {
      broker = undefined
    },
    settled: async () => {
      while (saying) await saying
    },
  }
}
