// The door's own Ed25519 key: made at the first start, kept in one file that only the door's user may read.
// Its thumbprint is the door's id, so a new key is a new door.

import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { importJWK } from 'jose'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { asymmetric, publicPart, type SigningKey, signingKey, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import type { DoorId } from '#protocol/units.ts'
import { syncFolder, writeDurably } from '../journal/durable.ts'

/** A door's key, both halves ready to use. The private one cannot be exported. */
export interface DoorKey {
  readonly door: DoorId
  readonly signing: SigningKey
  readonly verify: VerifyKey
}

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const StoredSchema = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: part, d: part })

/**
 * Reads the key, or makes it when there is none.
 * @throws HausrechtError `key_readable_by_others`, `key_unreadable`
 */
export const loadDoorKey = async (path: string): Promise<DoorKey> => {
  const found = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unreadable(path, error)
  })
  if (found === undefined) {
    await makeKey(path)
    return readKey(path, await readFile(path, 'utf8'))
  }
  return readKey(path, found)
}

const unreadable = (path: string, cause?: unknown): HausrechtError =>
  new HausrechtError(
    'key_unreadable',
    `The door's key in ${path} cannot be read: restore it from a backup, or move it away to begin as a new door`,
    // A parser's message may quote what it read.
    cause instanceof SyntaxError ? {} : { cause },
  )

const readKey = async (path: string, text: string): Promise<DoorKey> => {
  const { mode } = await stat(path)
  if ((mode & 0o077) !== 0) {
    throw new HausrechtError('key_readable_by_others', `Others may read the door's key: chmod 600 ${path}`)
  }
  const stored = parse(path, text)
  const jwk = publicPart(stored)
  try {
    const [signing, verify] = await Promise.all([
      importJWK(stored, 'EdDSA', { extractable: false }).then((key) => signingKey(asymmetric(key), jwk)),
      verifyKey(jwk),
    ])
    await compareHalves(signing, verify)
    return { door: verify.thumbprint as DoorId, signing, verify }
  } catch {
    throw unreadable(path)
  }
}

const parse = (path: string, text: string): z.infer<typeof StoredSchema> => {
  try {
    return StoredSchema.parse(JSON.parse(text))
  } catch {
    throw unreadable(path)
  }
}

/** A key whose halves do not fit would sign a journal that nobody can verify. */
const compareHalves = async ({ privateKey }: SigningKey, { key }: VerifyKey): Promise<void> => {
  const words = new TextEncoder().encode('hausrecht door key')
  const signature = await crypto.subtle.sign('Ed25519', privateKey, words)
  if (!(await crypto.subtle.verify('Ed25519', key, signature, words))) {
    throw new HausrechtError('key_unreadable', 'The halves of the key do not fit together')
  }
}

/** Linked into place whole; when another start was faster, its key stays. */
const makeKey = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw unreadable(path)
  const { kty, crv, x, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const fresh = `${path}.${randomUUID()}.tmp`
  try {
    await writeDurably(fresh, JSON.stringify({ kty, crv, x, d }), 0o600)
    await link(fresh, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
  } finally {
    await unlink(fresh).catch(() => undefined)
  }
  await syncFolder(dirname(path))
}
