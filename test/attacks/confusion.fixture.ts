// Tokens made to be taken for what they are not: the forgeries of attack 25, from honest claims and a known key.

import { createHmac } from 'node:crypto'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { PublicJwk, SigningKey } from '#protocol/keys.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import { makeKey } from '#test/support/people.ts'

const encoder = new TextEncoder()
const part = (value: string): string => Buffer.from(value).toString('base64url')

/** Signs whatever text under whatever header. */
export const signed = (header: object, body: string, key: SigningKey['privateKey']): Promise<string> =>
  new CompactSign(encoder.encode(body)).setProtectedHeader(header as { alg: string }).sign(key)

const unsigned = (header: object, body: string): string => `${part(JSON.stringify(header))}.${part(body)}.`

/** Keyed with what everybody may know: the public key, as the text it travels in. */
const hmacWith = (known: PublicJwk, header: object, body: string): string => {
  const text = `${part(JSON.stringify(header))}.${part(body)}`
  return `${text}.${createHmac('sha256', JSON.stringify(known)).update(text).digest('base64url')}`
}

const curve384 = async (): Promise<{ key: SigningKey['privateKey']; jwk: object }> => {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true })
  const { kty, crv, x, y } = await exportJWK(publicKey)
  return { key: privateKey, jwk: { kty, crv, x, y } }
}

export interface Forged {
  readonly what: string
  readonly token: string
}

/**
 * What an attacker can make of these claims without the right key, and what a careless holder of the right key must not
 * get through either.
 * @param right whose signature is asked for; `carried`: its public half travels in the header
 */
export const confusions = async (
  typ: string,
  claims: object,
  right: SigningKey,
  carried: boolean,
): Promise<Forged[]> => {
  const text = JSON.stringify(claims)
  const [thief, browser, large] = [await makeKey(), await makeKey('ES256'), await curve384()]
  const header = { alg: right.algorithm, typ, ...(carried ? { jwk: right.jwk } : {}) }
  const own = (body: string): Promise<string> => signed(header, body, right.privateKey)
  const [one = '', two = '', signature = ''] = (await own(text)).split('.')
  return [
    { what: 'none', token: unsigned({ ...header, alg: 'none' }, text) },
    {
      what: 'none, with a signature',
      token: `${part(JSON.stringify({ ...header, alg: 'none' }))}.${two}.${signature}`,
    },
    { what: 'no signature', token: `${one}.${two}.` },
    { what: 'HS256 with the public key', token: hmacWith(right.jwk, { ...header, alg: 'HS256' }, text) },
    { what: 'another algorithm', token: await signed({ ...header, alg: 'ES256' }, text, browser.privateKey) },
    { what: 'another curve', token: await signed({ ...header, alg: 'ES384', jwk: large.jwk }, text, large.key) },
    { what: "a thief's key, carried", token: await signed({ ...header, jwk: thief.jwk }, text, thief.privateKey) },
    { what: "a thief's signature", token: await signed(header, text, thief.privateKey) },
    {
      what: 'a private key, carried',
      token: await signed({ ...header, jwk: { ...right.jwk, d: right.jwk.x } }, text, right.privateKey),
    },
    { what: 'another type', token: await signed({ ...header, typ: 'JWT' }, text, right.privateKey) },
    { what: 'no type', token: await signed({ ...header, typ: undefined }, text, right.privateKey) },
    { what: 'headers nobody asked for', token: await signed({ ...header, kid: 'a' }, text, right.privateKey) },
    { what: 'a name twice', token: await own(text.replace('{"v":1', '{"v":1,"v":1')) },
    { what: 'white space', token: await own(`${text} `) },
    { what: 'a claim nobody asked for', token: await own(text.replace('{"v":1', '{"v":1,"admin":true')) },
    { what: 'deep nesting', token: await own(`${'['.repeat(900)}${']'.repeat(900)}`) },
    { what: 'too large', token: await own(text.replace('{"v":1', `{"v":1,"x":"${'A'.repeat(TOKEN_BYTES)}"`)) },
  ]
}
