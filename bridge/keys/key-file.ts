// The bridge's own Ed25519 key: made at the first start, kept in a file that nobody else may read. The private half
// leaves this file only as a key that signs and cannot be exported.

import { exportJWK, generateKeyPair, importJWK } from 'jose'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { asymmetric, publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const PrivateJwkSchema = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: part, d: part })
type PrivateJwk = z.infer<typeof PrivateJwkSchema>

/**
 * Reads the key file, or makes it when there is none.
 * @throws HausrechtError `key_exposed` when others may read it, `key_damaged`, `key_failed`
 */
export const openKeyFile = async (file: string): Promise<SigningKey> => {
  const jwk = readKey(file) ?? (await makeKey(file))
  try {
    return await signingKey(asymmetric(await importJWK(jwk, 'EdDSA', { extractable: false })), publicPart(jwk))
  } catch (cause) {
    throw damaged(file, cause)
  }
}

const readKey = (file: string): PrivateJwk | undefined => {
  const text = readPrivateFile(file)
  if (text === undefined) return undefined
  try {
    return PrivateJwkSchema.parse(JSON.parse(text))
  } catch {
    // Without its cause, which may quote the text.
    throw damaged(file)
  }
}

const makeKey = async (file: string): Promise<PrivateJwk> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const { kty, crv, x, d } = await exportJWK(privateKey)
  const jwk = PrivateJwkSchema.parse({ kty, crv, x, d })
  writePrivateFile(file, `${JSON.stringify(jwk)}\n`)
  // Whoever came first has the say.
  return readKey(file) ?? jwk
}

const damaged = (file: string, cause?: unknown): HausrechtError =>
  new HausrechtError(
    'key_damaged',
    `${file} does not hold an Ed25519 key: put a copy back, or remove it and pair again`,
    { cause },
  )
