// What the broker keeps between messages: the retained message of each topic, and nothing else. No session outlives
// its connection, so nothing is ever queued for anybody (a late command must not exist). Filters that reach here name
// one topic each, so a look-up is exact: the stock memory scans every retained message for every subscription.

import { Readable } from 'node:stream'

interface Kept {
  readonly topic: string
  readonly payload: Buffer | string
}

const nothing = async (): Promise<undefined> => undefined

/** The interface of aedes-persistence 11, as far as aedes 1.2 calls it for clean sessions. */
export const shelf = () => {
  const retained = new Map<string, Kept>()
  return {
    setup: nothing,
    async storeRetained(packet: Kept): Promise<void> {
      if (packet.payload.length === 0) retained.delete(packet.topic)
      else retained.set(packet.topic, { ...packet })
    },
    createRetainedStreamCombi(topics: readonly string[]): Readable {
      return Readable.from(topics.flatMap((topic) => retained.get(topic) ?? []))
    },
    subscriptionsByTopic: async (): Promise<readonly never[]> => [],
    subscriptionsByClient: async (): Promise<readonly never[]> => [],
    cleanSubscriptions: nothing,
    addSubscriptions: nothing,
    removeSubscriptions: nothing,
    outgoingEnqueueCombi: nothing,
    outgoingEnqueue: nothing,
    outgoingUpdate: nothing,
    outgoingClearMessageId: nothing,
    outgoingStream: (): Readable => Readable.from([]),
    cleanIncoming: nothing,
    putWill: nothing,
    delWill: nothing,
    streamWill: (): Readable => Readable.from([]),
  }
}
