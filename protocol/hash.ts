// SHA-256 over text, as base64url.

import { base64url } from 'jose'
import type { Hash } from './units.ts'

const encoder = new TextEncoder()

/** SHA-256 of the UTF-8 bytes, base64url, 43 characters. */
export const hashText = async (text: string): Promise<Hash> =>
  base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))) as Hash
