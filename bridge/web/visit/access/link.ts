// A link as the courier's page takes it: read from the address, signed over to the page's own key. The same as
// protocol/link.ts does, without its shapes: a page for bad networks cannot bring those along.

import { base64url } from 'jose'
import type { PublicJwk } from '#protocol/keys.ts'
import { readCompact } from '#protocol/link/compact.ts'
import type { Label, Link } from '#protocol/link.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { keyOfLink } from '../tokens/key.ts'
import { freshId, sign } from '../tokens/sign.ts'
import { peek } from '../tokens/verify.ts'
import { readGrant } from './grant.ts'

const LINK_CHARS = 32 * 1024
const decoder = new TextDecoder('utf-8', { fatal: true })
const POINT = /^[\w-]{43}$/

const isPoint = (text: unknown): boolean => typeof text === 'string' && POINT.test(text)

const publicKey = (value: unknown): PublicJwk | undefined => {
  const { kty, crv, x, y } = (value ?? {}) as Record<string, string>
  if (kty === 'OKP' && crv === 'Ed25519' && isPoint(x)) return { kty, crv, x: x ?? '' }
  if (kty === 'EC' && crv === 'P-256' && isPoint(x) && isPoint(y)) return { kty, crv, x: x ?? '', y: y ?? '' }
  return undefined
}

const short = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 ? value.slice(0, 80) : undefined

const labelOf = (value: unknown): Label => {
  const { door, call, kept } = (value ?? {}) as Record<string, unknown>
  const isDays = typeof kept === 'number' && Number.isInteger(kept) && kept > 0
  return { door: short(door), call: short(call), kept: isDays ? kept : undefined }
}

/** A link whose door can be told: older ones that do not name it are not for this page. */
export interface PageLink {
  readonly bridge: PublicJwk
  readonly door: PublicJwk
  readonly chain: readonly string[]
  readonly key: Link['key']
  readonly label: Label
}

const shaped = (value: unknown): PageLink | undefined => {
  const { v, bridge, door, chain, key, label } = (value ?? {}) as Record<string, unknown>
  const [bridgeKey, doorKey] = [publicKey(bridge), publicKey(door)]
  const { d } = (key ?? {}) as { d?: unknown }
  if (v !== 1 || !bridgeKey || !doorKey || publicKey(key)?.kty !== 'EC' || !isPoint(d)) return undefined
  if (!Array.isArray(chain) || chain.length === 0 || chain.length > 3) return undefined
  if (!chain.every((token) => typeof token === 'string' && readGrant(token))) return undefined
  return { bridge: bridgeKey, door: doorKey, chain: chain as string[], key: key as Link['key'], label: labelOf(label) }
}

/** @returns undefined when the fragment holds no link for this page */
export const readFragment = async (fragment: string): Promise<PageLink | undefined> => {
  if (fragment.length > LINK_CHARS) return undefined
  try {
    const bytes = base64url.decode(fragment)
    return shaped((await readCompact(bytes, '')) ?? JSON.parse(decoder.decode(bytes)))
  } catch {
    return undefined
  }
}

/** The last grant signed over to this key. @returns undefined when it was not made for a link, or for this door */
export const bind = async (link: PageLink, holder: Thumbprint): Promise<readonly string[] | undefined> => {
  const last = link.chain[link.chain.length - 1] ?? ''
  const grant = readGrant(last)
  if (!grant?.link) return undefined
  const key = await keyOfLink(link.key)
  if (key.thumbprint !== grant.cnf.jkt) return undefined
  const { link: _made, ...rights } = peek(last) as Record<string, unknown>
  const claims = { ...rights, jti: freshId(), iss: key.thumbprint, cnf: { jkt: holder } }
  return [...link.chain, await sign('grant+jwt', claims, key)]
}
