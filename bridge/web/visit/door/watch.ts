// Asks the door whether this holder may watch, and carries the signals of one session. What is watched with is fetched
// only when somebody watches.

import { HausrechtError } from '#protocol/fault.ts'
import type { Relay } from '#protocol/live/relay.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { RequestId } from '#protocol/units.ts'
import type { Watching } from '../../core/app.ts'
import type { PageKey } from '../tokens/key.ts'
import { freshId, hashText, sign } from '../tokens/sign.ts'
import { open } from '../tokens/verify.ts'
import { makeRequest } from './request.ts'
import type { Pins, Said } from './said.ts'

const ANSWER_LIMIT = 10_000

export type NoWatching = { readonly ok: false; readonly code: RefusalCode | 'link_down' | 'link_slow' }

export interface WatchParts {
  readonly key: PageKey
  readonly chain: readonly string[]
  readonly pins: Pins
  readonly now: () => number
  readonly nonce: () => string | undefined
  readonly say: (name: string, payload: string) => Promise<void>
}

interface Down {
  readonly sid?: unknown
  readonly aud?: unknown
  readonly what?: { readonly kind?: string; readonly re?: string; readonly sdp?: string; readonly code?: RefusalCode }
}

/** Resolves with the first thing that fits; undefined when none comes in time. */
const createEars = <Heard>() => {
  const ears = new Set<(heard: Heard) => void>()
  return {
    tell: (heard: Heard): void => {
      for (const ear of [...ears]) ear(heard)
    },
    on: (ear: (heard: Heard) => void) => {
      ears.add(ear)
      return () => ears.delete(ear)
    },
    next: <Value>(pick: (heard: Heard) => Value | undefined): Promise<Value | undefined> =>
      new Promise((resolve) => {
        const end = (value: Value | undefined): void => {
          clearTimeout(timer)
          ears.delete(look)
          resolve(value)
        }
        const look = (heard: Heard): void => {
          const value = pick(heard)
          if (value !== undefined) end(value)
        }
        const timer = setTimeout(() => end(undefined), ANSWER_LIMIT)
        ears.add(look)
      }),
  }
}

const readRelay = (payload: string): Relay | undefined => {
  try {
    const relay = JSON.parse(payload) as Partial<Relay> | null
    return Array.isArray(relay?.urls) ? (relay as Relay) : undefined
  } catch {
    return undefined
  }
}

export interface Watcher {
  readonly heard: (said: Said) => void
  readonly signalled: (what: 'down' | 'relay', payload: string) => Promise<void>
  readonly ask: () => Promise<Watching | NoWatching>
}

export const createWatcher = (parts: WatchParts): Watcher => {
  const { key, pins, now, say } = parts
  const answers = createEars<Extract<Said, { kind: 'answer' }>>()
  const signals = createEars<Down>()
  let relay: Relay | undefined

  const signalUp = async (sid: string, what: object): Promise<string> => {
    const claims = { v: 1, iss: key.thumbprint, aud: pins.id, sid, iat: Math.floor(now() / 1000), what }
    return sign('signal-up+jwt', claims, key)
  }
  const up = `signal/${key.thumbprint}/up`
  const isOurs = (sid: string, down: Down): boolean => down.sid === sid && down.aud === key.thumbprint

  const watchingOf = (sid: string): Watching => {
    let over: RefusalCode | undefined
    const ended = new Promise<RefusalCode>((resolve) => {
      const stop = signals.on((down) => {
        if (!isOurs(sid, down) || down.what?.kind !== 'end') return
        over = down.what.code ?? 'live_over'
        stop()
        resolve(over)
      })
    })
    return {
      sid: sid as RequestId,
      relay,
      ended,
      answer: async (sdp) => {
        const token = await signalUp(sid, { kind: 'offer', sdp })
        const re = await hashText(token)
        const answered = signals.next((down) => {
          if (!isOurs(sid, down)) return undefined
          return down.what?.re === re ? down.what.sdp : over
        })
        await say(up, token)
        const found = await answered
        if (over !== undefined) throw new HausrechtError('live_refused', over)
        if (found === undefined) throw new HausrechtError('link_slow', 'The door did not answer.')
        return found
      },
      leave: () => {
        signalUp(sid, { kind: 'end' })
          .then((token) => say(up, token))
          .catch(() => undefined)
      },
    }
  }
  return {
    heard: (said) => {
      if (said.kind === 'answer') answers.tell(said)
    },
    signalled: async (what, payload) => {
      if (what === 'relay') relay = readRelay(payload)
      const down = what === 'down' ? await open('signal-down+jwt', payload, pins.door) : undefined
      if (typeof down === 'object' && down !== null) signals.tell(down)
    },
    ask: async () => {
      const request = freshId()
      try {
        const asking = { ...parts, act: 'live', request, nonce: parts.nonce(), now: now() } as const
        const answered = answers.next((said) => (said.request === request ? said : undefined))
        await say('request', await makeRequest(asking))
        const said = await answered
        if (!said) return { ok: false, code: 'link_slow' }
        return said.step === 'allowed' ? watchingOf(request) : { ok: false, code: said.code ?? 'live_unavailable' }
      } catch {
        return { ok: false, code: 'link_down' }
      }
    },
  }
}
