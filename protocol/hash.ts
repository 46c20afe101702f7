// SHA-256 over text, as base64url.

import { base64url } from 'jose'
import type { Hash } from './units.ts'

const encoder = new TextEncoder()

/** SHA-256 of the bytes, base64url, 43 characters. */
export const hashBytes = async (bytes: Uint8Array<ArrayBuffer>): Promise<Hash> =>
  base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))) as Hash

/** SHA-256 of the UTF-8 bytes, base64url, 43 characters. */
export const hashText = (text: string): Promise<Hash> => hashBytes(encoder.encode(text))

/** Binds a proof to exactly these grants in this order. */
export const chainHash = (tokens: readonly string[]): Promise<Hash> => hashText(tokens.join('~'))
