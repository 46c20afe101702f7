// From CONNECT to a peer: the token is this client's, of now, for this bridge, and spent once for all time; and if it
// brings a chain, the chain is one of the door's owner for exactly this key.

import { type Chain, openChain } from '#protocol/chain.ts'
import { type ConnectClaims, openConnect, UNPAIRED } from '#protocol/connect.ts'
import type { Binding } from '#protocol/decide.ts'
import { hashText } from '#protocol/hash.ts'
import { CONNECT_LIFETIME, SKEW_MOST } from '#protocol/limits.ts'
import { openReader, READER_NAME, readerStanding } from '#protocol/reader.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import type { ChainOpener } from '#protocol/request.ts'
import { peekClaims } from '#protocol/token.ts'
import { type DoorId, type EpochMs, epochMs, fromSeconds, type Thumbprint } from '#protocol/units.ts'
import type { Door } from '../access/door.ts'
import { standing } from '../access/standing.ts'
import type { Hello } from '../broker/port.ts'
import type { Holding, Peer } from './peer.ts'
import type { Peers } from './peers.ts'

export interface Entrance {
  readonly bridge: Thumbprint
  readonly perKey: number
  readonly peers: Peers
  readonly open?: ChainOpener
  now(): EpochMs
  door(id: string): Door | undefined
  /** @returns false when it was spent before */
  spend(key: Thumbprint, id: string, until: EpochMs): Promise<boolean>
  /** @returns whose the link is from now on */
  bind(door: DoorId, binding: Binding): Promise<Thumbprint>
}

/** Checks CONNECT. Everything cheap comes first, the durable part last. */
export const authenticate = async (
  hello: Hello,
  entrance: Entrance,
): Promise<{ readonly ok: true; readonly peer: Peer } | Refused> => {
  const { clientId, username, address } = hello
  if (username === READER_NAME) return authenticateReader(hello, entrance)
  const now = entrance.now()
  const opened = await openConnect(hello.password, { bridge: entrance.bridge, username, clientId, now })
  if (!opened.ok) return opened
  const { claims } = opened
  const others = entrance.peers.of(claims.iss).filter((peer) => peer.clientId !== clientId)
  if (others.length >= entrance.perKey) return refuse('rate_limited', 'too many connections of one key')
  const until = epochMs(fromSeconds(claims.iat) + CONNECT_LIFETIME + SKEW_MOST)
  if (!(await entrance.spend(claims.iss, claims.jti, until))) return refuse('replayed')
  const holding = await holdingOf(claims, entrance, now)
  if (holding && 'ok' in holding) return holding
  return { ok: true, peer: { clientId, key: claims.iss, address, unpaired: claims.aud === UNPAIRED, holding } }
}

/** A broker that reads a door's state. Its token is said again at each connection: it has no key to sign a fresh one. */
const authenticateReader = async (
  { clientId, password, address }: Hello,
  entrance: Entrance,
): Promise<{ readonly ok: true; readonly peer: Peer } | Refused> => {
  const opened = await openReader(password, { bridge: entrance.bridge, clientId })
  if (!opened.ok) return opened
  const { claims } = opened
  const door = entrance.door(claims.door)
  if (!door) return refuse('door_unknown')
  const without = readerStanding(claims, { ...door, now: entrance.now() })
  if (without) return without
  // No thumbprint of any key, so no key's rights are ever this peer's.
  const key = (await hashText(clientId)) as string as Thumbprint
  return { ok: true, peer: { clientId, key, address, unpaired: false, holding: undefined, reading: claims } }
}

const holdingOf = async (
  { chain: tokens, iss, aud }: ConnectClaims,
  entrance: Entrance,
  now: EpochMs,
): Promise<Holding | Refused | undefined> => {
  if (tokens.length === 0 || aud === UNPAIRED) return undefined
  // Only to find the door by: the chain is opened against that door's owner right after.
  const first = peekClaims(tokens[0] ?? '') as { readonly aud?: unknown } | undefined
  const door = typeof first?.aud === 'string' ? entrance.door(first.aud) : undefined
  if (!door) return refuse('door_unknown')
  const chain = await (entrance.open ?? openChain)(tokens, { door: door.id, owner: await door.ownerKey() })
  if (!chain.ok) return chain
  if (chain.holder !== iss) return refuse('wrong_key')
  return { door: door.id, chain, barred: await bindLinks(chain, door, entrance, now) }
}

/** First use binds a link: connecting is a use, when the chain gives a standing at all. */
const bindLinks = async (chain: Chain, door: Door, entrance: Entrance, now: EpochMs): Promise<Refused | undefined> => {
  for (const [at, grant] of chain.grants.entries()) {
    const to = chain.grants[at + 1]?.cnf.jkt
    if (!grant.link || !to) continue
    if (standing(chain, door, now)) return undefined
    const whose = await entrance.bind(door.id, { link: grant.jti, to, exp: grant.exp })
    if (whose !== to) return refuse('link_already_bound')
  }
  return undefined
}
