// One's own keys: Ed25519 pairs as JWK files (RFC 8037) of mode 0600. A private half is never printed.

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { importJWK } from 'jose'
import * as z from 'zod'
import { asymmetric, publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { freshSeed, jwkOfSeed } from '#protocol/recovery.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import type { SealPair } from '#protocol/seal/seal.ts'
import { fault, usage } from '../spoken.ts'
import { privateFolder, readRecord, writeRecord } from './file.ts'
import { checkName } from './names.ts'

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const KeyFileSchema = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: part, d: part })

export interface NamedKey {
  readonly name: string
  readonly key: SigningKey
}

export interface Keys {
  /** @throws SpokenError `key_there` when the name is taken: a key is never written over */
  make(name: string): Promise<NamedKey>
  /** @throws SpokenError `key_missing`, `key_file_open`, `file_damaged` */
  read(name: string): Promise<NamedKey>
  list(): Promise<readonly NamedKey[]>
  /** The private half, for paper and for a browser of one's own. Whoever has it is the owner. */
  seed(name: string): Promise<string>
  /** A key from its seed. @throws SpokenError `key_there` */
  restore(name: string, seed: string): Promise<NamedKey>
  /** The age pair that belongs to a key: it opens what was sealed to the key's owner. Never print the identity. */
  sealPair(name: string): Promise<SealPair>
}

export const createKeys = (folder: string): Keys => {
  const pathOf = (name: string): string => join(folder, `${checkName(name)}.jwk`)

  const secretOf = async (name: string): Promise<z.infer<typeof KeyFileSchema> | undefined> => {
    const jwk = await readRecord(KeyFileSchema, pathOf(name))
    if (!jwk) return undefined
    if (((await stat(pathOf(name))).mode & 0o077) !== 0) throw fault('key_file_open', { file: pathOf(name) })
    return jwk
  }

  const readFileOf = async (name: string): Promise<NamedKey | undefined> => {
    const jwk = await secretOf(name)
    return jwk && { name, key: await signingKey(asymmetric(await importJWK(jwk, 'EdDSA')), publicPart(jwk)) }
  }

  const read = async (name: string): Promise<NamedKey> => {
    const known = await readFileOf(name)
    if (!known) throw usage('key_missing', { name })
    return known
  }

  const keep = async (name: string, seed: string): Promise<NamedKey> => {
    if (await readFileOf(name)) throw usage('key_there', { name })
    await privateFolder(folder)
    await writeRecord(pathOf(name), jwkOfSeed(seed))
    return read(name)
  }

  return {
    read,
    sealPair: async (name) => {
      const jwk = await secretOf(name)
      if (!jwk) throw usage('key_missing', { name })
      return pairOfSeed(jwk.d)
    },
    make: (name) => keep(name, freshSeed()),
    restore: keep,
    seed: async (name) => {
      const jwk = await secretOf(name)
      if (!jwk) throw usage('key_missing', { name })
      return jwk.d
    },
    list: async () => {
      const files = await readdir(folder).catch(() => [])
      const names = files.filter((file) => file.endsWith('.jwk')).map((file) => file.slice(0, -'.jwk'.length))
      return Promise.all(names.sort().map(read))
    },
  }
}
