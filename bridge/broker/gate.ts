// Who may connect at all, before a single byte is read: how many at once, in all and from one address, and how often.

import { isIPv6 } from 'node:net'
import type { Millis } from '#protocol/units.ts'
import { bucketPer, type Rate } from '../access/bucket.ts'

export interface GateLimits {
  readonly connections: number
  readonly perAddress: number
  /** New connections from one address. */
  readonly connects: Rate
}

export type GateProblem = 'too_many_connections' | 'too_many_from_address' | 'connects_too_often'

export interface Gate {
  /** @returns why not; undefined: come in, and `leave` once when going */
  enter(address: string, now: Millis): GateProblem | undefined
  leave(address: string): void
  inside(): number
}

const ADDRESSES_MOST = 20_000

export const gate = (limits: GateLimits): Gate => {
  const inside = new Map<string, number>()
  const mayConnect = bucketPer(limits.connects, ADDRESSES_MOST)
  let all = 0
  return {
    enter(address, now) {
      const place = placeOf(address)
      const here = inside.get(place) ?? 0
      if (all >= limits.connections) return 'too_many_connections'
      if (here >= limits.perAddress) return 'too_many_from_address'
      if (!mayConnect(place, now)) return 'connects_too_often'
      all += 1
      inside.set(place, here + 1)
      return undefined
    },
    leave(address) {
      const place = placeOf(address)
      const here = inside.get(place) ?? 0
      all -= 1
      if (here > 1) inside.set(place, here - 1)
      else inside.delete(place)
    },
    inside: () => all,
  }
}

/** A household has a whole /64 of IPv6: its addresses count as one. An IPv4 address in IPv6 clothes is IPv4. */
export const placeOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const behind = tail === '' ? 0 : tail.split(':').length
    while (groups.length < 8 - behind) groups.push('0')
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
