// Pairing: a code that only someone at the rig can read (80 random bits) proves both sides to each other through
// a bridge that must not be trusted with it. The code's hash names the meeting place, its HMAC seals what is said.

import { base64url, type CryptoKey } from 'jose'
import * as z from 'zod'
import { EpochMsSchema, HashSchema, ThumbprintSchema } from './ids.ts'
import { PublicJwkSchema } from './keys.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

/** Crockford's base 32: no I, L, O or U to misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 16

/** A fresh code, as four groups of four characters. */
export const freshPairingCode = (): string => {
  const random = crypto.getRandomValues(new Uint8Array(CODE_LENGTH))
  const text = [...random].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** What a person typed, as the code: case, spaces, dashes and look-alikes forgiven; undefined if it cannot be one. */
export const readPairingCode = (typed: string): string | undefined => {
  if (typed.length > 64) return undefined
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(text) ? text.replace(/(.{4})(?=.)/g, '$1-') : undefined
}

const encoder = new TextEncoder()
const bytes = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

const derive = async (code: string, purpose: string): Promise<Uint8Array<ArrayBuffer>> => {
  const key = await crypto.subtle.importKey('raw', bytes(code), 'HKDF', false, ['deriveBits'])
  const salt = bytes('hausrecht pairing 1')
  // RFC 5869: one secret, a key for each purpose.
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info: bytes(purpose) }, key, 256),
  )
}

/** The meeting place: 43 characters that tell nothing of the code. */
export const rendezvousOf = async (code: string): Promise<string> => base64url.encode(await derive(code, 'rendezvous'))

type Side = 'offer' | 'answer'

const macKey = async (code: string, side: Side): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', await derive(code, side), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])

/** Seals a token with the code. */
export const sealPairing = async (code: string, side: Side, token: string): Promise<PairingMessage> => {
  const mac = await crypto.subtle.sign('HMAC', await macKey(code, side), bytes(token))
  return { v: 1, token, mac: base64url.encode(new Uint8Array(mac)) }
}

/** Was it sealed with this code, by that side? Compares in constant time. */
export const isSealed = async (code: string, side: Side, message: PairingMessage): Promise<boolean> =>
  crypto.subtle.verify(
    'HMAC',
    await macKey(code, side),
    new Uint8Array(base64url.decode(message.mac)),
    bytes(message.token),
  )

/** Topics `pairing/{rendezvous}/offer` and `…/answer`. */
export const PairingMessageSchema = z.strictObject({
  v: z.literal(1),
  token: z.string().max(TOKEN_BYTES),
  mac: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
})
export type PairingMessage = z.infer<typeof PairingMessageSchema>

const OfferClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  /** The key the door shall pin as its bridge's. */
  bridge: PublicJwkSchema,
  at: EpochMsSchema,
})

/** Signed and carried by the owner's key: the key that the door shall pin. `at` also tells a door without a clock the time. */
export const PAIR_OFFER: TokenKind<z.infer<typeof OfferClaimsSchema>> = {
  typ: 'pair-offer+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: OfferClaimsSchema,
}

const AnswerClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  /** Hash of the offer's token: this answer is to that offer. */
  offer: HashSchema,
  at: EpochMsSchema,
})

/** Signed and carried by the door's key: from here on its thumbprint is the door's id to the owner. */
export const PAIR_ANSWER: TokenKind<z.infer<typeof AnswerClaimsSchema>> = {
  typ: 'pair-answer+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: AnswerClaimsSchema,
}
