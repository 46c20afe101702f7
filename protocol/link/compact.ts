// The short spelling of a link, so that a phone reads it from a screen: keys as bytes, grants packed. Whatever it
// cannot spell is left to the long spelling. Needs neither zod nor grants: the courier's page reads with it.

import { base64url, calculateJwkThumbprint } from 'jose'
import type { Link } from '../link.ts'
import { pack, unpack } from './pack.ts'

/** First byte. The long spelling begins with `{`. */
const VERSION = 2
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** What nearly every grant says; never reordered, never taken out, only added to. */
const phrasesOf = (door: string, holder: string): string[] => [
  '{"alg":"EdDSA","typ":"grant+jwt"}',
  '{"alg":"ES256","typ":"grant+jwt","jwk":{"kty":"EC","crv":"P-256","x":"',
  '{"alg":"EdDSA","typ":"grant+jwt","jwk":{"kty":"OKP","crv":"Ed25519","x":"',
  '","y":"',
  '{"v":1,"jti":"',
  '","iss":"',
  `","aud":"${door}","cnf":{"jkt":"`,
  holder,
  '"},"act":["unlock","lock"],"nbf":',
  '"},"act":["unlock","lock","live"],"nbf":',
  '"},"act":[',
  '],"nbf":',
  ',"exp":',
  ',"win":{"rule":"FREQ=WEEKLY;BYDAY=',
  '","zone":"Europe/',
  '","zone":"',
  '","start":"20',
  '","from":"',
  '","to":"',
  '"},"uses":',
  ',"uses":',
  ',"rec":true',
  ',"rec":false',
  ',"dlg":0,"link":true,"epoch":',
  ',"job":"',
]

/** RFC 7638 §3.3, for the two phrases that follow from the link's own keys. */
const phrasesFor = async ({ door, key }: Pick<Link, 'door' | 'key'>): Promise<string[]> => {
  const { kty, crv, x, y } = key
  const [aud, jkt] = await Promise.all([
    door ? calculateJwkThumbprint(door) : '',
    calculateJwkThumbprint({ kty, crv, x, y }),
  ])
  return phrasesOf(aud, jkt)
}

const field = (bytes: ArrayLike<number>): number[] => [bytes.length >> 8, bytes.length & 0xff, ...Array.from(bytes)]

const tokenBytes = (token: string, phrases: readonly string[]): number[] => {
  const [header = '', body = '', signature = ''] = token.split('.')
  const packed = [header, body].flatMap((part) => field(pack(decoder.decode(base64url.decode(part)), phrases)))
  return [...packed, ...base64url.decode(signature)]
}

/**
 * @param at where the bridge is reached; empty when that follows from the page's own address
 * @returns undefined for what has no short spelling
 */
export const writeCompact = async (link: Link, at: string): Promise<string | undefined> => {
  const { bridge, door, key, chain, label } = link
  if (bridge.kty !== 'OKP' || door?.kty !== 'OKP') return undefined
  const phrases = await phrasesFor(link)
  const keys = [bridge.x, door.x, key.d, key.x, key.y].flatMap((part) => Array.from(base64url.decode(part)))
  const texts = [at, label ? JSON.stringify(label) : ''].flatMap((text) => field(encoder.encode(text)))
  try {
    const tokens = chain.flatMap((token) => tokenBytes(token, phrases))
    return base64url.encode(new Uint8Array([VERSION, ...keys, ...texts, ...tokens]))
  } catch {
    return undefined
  }
}

/** Takes pieces from the front; a piece that is not all there is a fault, caught below. */
const cutter = (bytes: Uint8Array) => {
  let at = 1
  const cut = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('cut short')
    at += length
    return bytes.subarray(at - length, at)
  }
  const cutField = (): Uint8Array => {
    const [high = 0, low = 0] = cut(2)
    return cut(high * 256 + low)
  }
  return { cut, cutField, isOver: () => at >= bytes.length }
}

/**
 * Reads the short spelling. What it gives has the form of a link; whether it is one is for the reader to check.
 * @param home where the bridge is reached when the link does not say
 * @returns undefined for other spellings and for what is damaged
 */
export const readCompact = async (bytes: Uint8Array, home: string): Promise<unknown> => {
  if (bytes[0] !== VERSION) return undefined
  try {
    const { cut, cutField, isOver } = cutter(bytes)
    const [bridge = '', doorX = '', d = '', x = '', y = ''] = Array.from({ length: 5 }, () =>
      base64url.encode(cut(KEY_BYTES)),
    )
    const [at, label] = [decoder.decode(cutField()), decoder.decode(cutField())]
    const door = { kty: 'OKP', crv: 'Ed25519', x: doorX } as const
    const key = { kty: 'EC', crv: 'P-256', x, y, d } as const
    const phrases = await phrasesFor({ door, key })
    const part = (): string => base64url.encode(unpack(cutField(), phrases))
    const chain: string[] = []
    while (!isOver()) chain.push(`${part()}.${part()}.${base64url.encode(cut(SIGNATURE_BYTES))}`)
    const labelled = label === '' ? {} : { label: JSON.parse(label) as unknown }
    return { v: 1, at: at || home, bridge: { kty: 'OKP', crv: 'Ed25519', x: bridge }, door, chain, key, ...labelled }
  } catch {
    return undefined
  }
}
