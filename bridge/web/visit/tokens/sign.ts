// Signed statements, written: the same compact form as protocol/token.ts, in a few lines, for a page that must load
// over a bad network. Always ES256: browsers of old phones sign nothing else.

import { base64url } from 'jose'
import type { PageKey } from './key.ts'

const encoder = new TextEncoder()
const part = (value: unknown): string => base64url.encode(encoder.encode(JSON.stringify(value)))

/** A token of this type (RFC 7515 §7.1, RFC 7518 §3.4) that carries its signer's key. */
export const sign = async (typ: string, claims: object, key: PageKey): Promise<string> => {
  const signed = `${part({ alg: 'ES256', typ, jwk: key.jwk })}.${part(claims)}`
  const how = { name: 'ECDSA', hash: 'SHA-256' }
  const signature = await crypto.subtle.sign(how, key.privateKey, encoder.encode(signed))
  return `${signed}.${base64url.encode(new Uint8Array(signature))}`
}

/** 128 random bits, as ids are written. */
export const freshId = (): string => base64url.encode(crypto.getRandomValues(new Uint8Array(16)))

/** SHA-256 of a text, base64url. */
export const hashText = async (text: string): Promise<string> =>
  base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))))
