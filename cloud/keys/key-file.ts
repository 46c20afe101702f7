// The service's own Ed25519 key, which all its instances share: made at the first start, kept in a file that nobody
// else may read. The private half leaves this file only as a key that signs and cannot be exported.

import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exportJWK, generateKeyPair, importJWK } from 'jose'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'
import { asymmetric, publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'

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
  const text = trying(file, () => readPrivate(file))
  if (text === undefined) return undefined
  try {
    return PrivateJwkSchema.parse(JSON.parse(text))
  } catch {
    // Without its cause, which may quote the text.
    throw damaged(file)
  }
}

const readPrivate = (file: string): string | undefined => {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  if ((stat.mode & 0o077) === 0) return readFileSync(file, 'utf8')
  const next = 'make it private (chmod 600), or remove it (owners must then accept the new key)'
  throw new HausrechtError('key_exposed', `Others may read ${file}: ${next}`)
}

const makeKey = async (file: string): Promise<PrivateJwk> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const { kty, crv, x, d } = await exportJWK(privateKey)
  const jwk = PrivateJwkSchema.parse({ kty, crv, x, d })
  trying(file, () => {
    writeOnce(file, `${JSON.stringify(jwk)}\n`)
  })
  // Whoever came first has the say.
  return readKey(file) ?? jwk
}

const trying = <Result>(file: string, work: () => Result): Result => {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof HausrechtError) throw cause
    const next = 'check the rights on its folder'
    throw new HausrechtError('key_failed', `The key file ${file} cannot be used: ${next}`, { cause })
  }
}

/** Whole or not at all, durable, and never over one that is there. */
const writeOnce = (file: string, text: string): void => {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fresh = join(folder, `.${freshId()}.tmp`)
  const handle = openSync(fresh, 'wx', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
    linkSync(fresh, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    closeSync(handle)
    rmSync(fresh, { force: true })
  }
  const entry = openSync(folder, 'r')
  fsyncSync(entry)
  closeSync(entry)
}

const damaged = (file: string, cause?: unknown): HausrechtError =>
  new HausrechtError(
    'key_damaged',
    `${file} does not hold an Ed25519 key: put a copy back, or remove it (owners must then accept the new key)`,
    { cause },
  )
