// The page's way to the door: connects once it is told to, listens, comes back by itself. Keeps nothing to be said
// later. What it hears it hands on checked.

import { HausrechtError } from '#protocol/fault.ts'
import { retryAfter } from '../../core/retry.ts'
import { type Line, openLine } from '../../line/line.ts'
import type { PageKey } from '../tokens/key.ts'
import { freshId, sign } from '../tokens/sign.ts'
import { type Pins, readSaid, type Said } from './said.ts'
import type { LinkIs } from './visit.ts'

export interface WayParts {
  /** ws: or wss: */
  readonly url: string
  readonly key: PageKey
  readonly chain: readonly string[]
  readonly pins: Pins
  /** May it watch? Then signals and relay credentials are listened for too. */
  readonly watches: boolean
  /** The time to sign with, corrected; ms. */
  readonly now: () => number
  /** Looks the bridge's time up. */
  readonly askTime: () => Promise<void>
  readonly heard: (said: Said) => void
  readonly signalled: (what: 'down' | 'relay', payload: string) => void
  readonly linked: (link: LinkIs) => void
}

export interface Way {
  /** Connects if it is not, at once when it waits for a better time. */
  wake(): void
  /** @param name what follows the door's id in the topic @throws HausrechtError `link_down`, `link_slow` */
  say(name: string, payload: string): Promise<void>
  end(): void
}

const TIME_LIMIT = 4000

const topicOf = (pins: Pins, name: string): string => `hausrecht/1/doors/${pins.id}/${name}`

const namesOf = ({ key, watches }: WayParts): string[] => [
  'presence',
  'receipt/+',
  'challenge',
  'state',
  ...(watches ? [`signal/${key.thumbprint}/down`, `relay/${key.thumbprint}`] : []),
]

const connectToken = ({ key, chain, pins, now }: WayParts, clientId: string): Promise<string> => {
  const iat = Math.floor(now() / 1000)
  const claims = { v: 1, iss: key.thumbprint, aud: pins.bridgeId, jti: freshId(), iat, cid: clientId, chain }
  return sign('connect+jwt', claims, key)
}

/** In the order in which it came, though each takes its time to be checked. */
const inOrder = (take: (topic: string, payload: string) => Promise<void>) => {
  let last: Promise<void> = Promise.resolve()
  return (topic: string, payload: string): void => {
    last = last.then(() => take(topic, payload)).catch(() => undefined)
  }
}

const takingFor = (parts: WayParts) => {
  const prefix = topicOf(parts.pins, '')
  return inOrder(async (topic, payload) => {
    if (!topic.startsWith(prefix)) return
    const name = topic.slice(prefix.length)
    if (name.startsWith('signal/')) parts.signalled('down', payload)
    else if (name.startsWith('relay/')) parts.signalled('relay', payload)
    else {
      const said = await readSaid(name, payload, parts.pins)
      if (said) parts.heard(said)
    }
  })
}

const dial = async (parts: WayParts): Promise<Line> => {
  const { url, key, pins } = parts
  // One device may have this page open twice.
  const clientId = `${key.thumbprint}.${freshId()}`
  const password = (): Promise<string> => connectToken(parts, clientId)
  const listen = namesOf(parts).map((name) => topicOf(pins, name))
  return openLine({ url, clientId, username: key.thumbprint, password, listen, hear: takingFor(parts) })
}

/** @returns waits that can be cut short */
const createPause = () => {
  let wake = (): void => undefined
  return {
    wake: () => wake(),
    until: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}

export const createWay = (parts: WayParts): Way => {
  const pause = createPause()
  let line: Line | undefined
  let isRunning = false
  const end = new AbortController()
  const isOver = (): boolean => end.signal.aborted

  const once = async (): Promise<boolean> => {
    parts.linked('connecting')
    try {
      line = await dial(parts)
    } catch {
      parts.linked('down')
      return false
    }
    if (isOver()) line.close()
    parts.linked('up')
    await line.closed
    line = undefined
    parts.linked('down')
    return true
  }
  const run = async (): Promise<void> => {
    for (let failures = 0; !isOver(); failures += 1) {
      // A refusal may be a clock that runs wrong.
      if (failures > 0) await Promise.race([parts.askTime(), pause.until(TIME_LIMIT)])
      if (await once()) failures = 0
      if (!isOver()) await pause.until(retryAfter(failures, Math.random()))
    }
  }
  return {
    wake: () => {
      pause.wake()
      line?.probe().catch(() => undefined)
      if (isRunning) return
      isRunning = true
      run().catch(() => parts.linked('down'))
    },
    say: async (name, payload) => {
      if (!line) throw new HausrechtError('link_down', 'There is no connection to the bridge.')
      await line.publish(topicOf(parts.pins, name), payload, { qos: 1, retain: false })
    },
    end: () => {
      end.abort()
      pause.wake()
      line?.close()
    },
  }
}
