// How this page connects: over the WebSocket of its own origin, by a token that its key signs anew each time.

import { CONNECT } from '#protocol/connect.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import { type EpochMs, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { type Line, type LineParts, openLine } from '../line/line.ts'

export const mqttUrl = (origin: string): string => `${origin.replace(/^http/, 'ws')}/mqtt`

export interface Connecting {
  readonly key: SigningKey
  readonly bridge: Thumbprint
  readonly now: () => EpochMs
  /** Before this nothing is signed: is it our bridge, and what time is it? The connection opens meanwhile. */
  readonly ready?: Promise<void>
  /** Filters to be heard from the first. */
  readonly listen?: readonly string[]
  /** Tells this tab from the owner's others. */
  readonly suffix: string
}

/** @throws HausrechtError `link_refused`, `link_slow`, and what `ready` throws */
export const connect = async (
  { key, bridge, now, ready, listen = [], suffix }: Connecting,
  hear: LineParts['hear'],
  url = mqttUrl(location.origin),
): Promise<Line> => {
  const { thumbprint } = key
  const clientId = `${thumbprint}.${suffix}`
  const password = async (): Promise<string> => {
    await ready
    const about = { v: 1 as const, iss: thumbprint, aud: bridge, jti: freshId(), cid: clientId, chain: [] }
    return signToken(CONNECT, { ...about, iat: toSeconds(now()) }, key)
  }
  return openLine({ url, clientId, username: thumbprint, password, listen, hear })
}
