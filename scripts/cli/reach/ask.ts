// Asks a door through its bridge: challenge, proof, request, answers. Holds one connection for it.

import { freshId } from '#protocol/ids.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { type EpochMs, type Millis, millis, seconds } from '#protocol/units.ts'
import { type Answer, type Asking, answerOfReceipt } from './asking.ts'
import { type DoorLine, openLine } from './line.ts'
import type { Place } from './place.ts'
import { makeRequest, type Wish } from './request.ts'
import type { Said } from './said.ts'

const CHALLENGE_LIMIT = seconds(5)
const HEARS = ['presence', 'challenge', 'receipt'] as const

/** Answers in order, each waited for. */
const createQueue = () => {
  const ready: Answer[] = []
  let wake: (() => void) | undefined
  return {
    add: (answer: Answer): void => {
      ready.push(answer)
      wake?.()
    },
    next: async (limit: Millis, ended: Promise<unknown>): Promise<Answer | undefined> => {
      if (ready.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limit)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          ended.then(wake).catch(wake)
        })
      }
      wake = undefined
      return ready.shift()
    },
  }
}

const answerFrom = (said: Said, request: string): Answer | undefined => {
  if (said.kind === 'receipt' && said.claims.req === request) return answerOfReceipt(said.claims)
  if (said.kind !== 'refusal' || said.claims.req !== request) return undefined
  const { code, at } = said.claims
  return { from: 'bridge', step: 'refused', code, at }
}

/**
 * The nonce to answer. A holder whose rights are over is told no challenge: it asks with one of its own making, and
 * hears from the bridge why it is refused.
 */
export const challengeOn = async (line: DoorLine): Promise<string | Refused> => {
  const isHolder = line.place.chain.length > 0
  const limit = line.deaf.includes('challenge') ? millis(0) : CHALLENGE_LIMIT
  const heard = await line.wait((said) => {
    if (said.kind === 'challenge') return said.claims.chl
    return said.kind === 'presence' && !said.claims.online ? refuse('door_offline') : undefined
  }, limit)
  return heard ?? (isHolder ? freshId() : refuse('door_offline'))
}

export interface AskOptions {
  readonly now: () => EpochMs
  /** Called when the request is about to be handed to the bridge. */
  readonly sending?: () => void
}

/** @returns the request under way, or why it could not be made */
export const askThroughBridge = async (
  place: Place,
  wish: Wish,
  { now, sending }: AskOptions,
): Promise<Asking | Refused> => {
  const line = await openLine(place, HEARS, now)
  try {
    const challenge = await challengeOn(line)
    if (typeof challenge !== 'string') {
      await line.close()
      return challenge
    }
    return await askOn(line, challenge, wish, { now, ...(sending ? { sending } : {}) })
  } catch (error) {
    await line.close()
    throw error
  }
}

const askOn = async (line: DoorLine, challenge: string, wish: Wish, { now, sending }: AskOptions): Promise<Asking> => {
  const via = line.place.bridgeKey.thumbprint
  const { id, request } = await makeRequest(line.place, wish, { challenge, via, now: now() })
  const queue = createQueue()
  line.listen((said) => {
    const answer = answerFrom(said, id)
    if (answer) queue.add(answer)
  })
  sending?.()
  await line.publish('request', JSON.stringify(request))
  return { request: id, next: (limit) => queue.next(limit, line.closed), end: () => line.close() }
}
