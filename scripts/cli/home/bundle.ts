// A grant as it is handed over: the chain, and what its holder needs to reach and recognise the door.
// Good for nothing without the holder's own key.

import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { base64url } from 'jose'
import * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import { type GrantClaims, GrantClaimsSchema } from '#protocol/grant.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { CHAIN_MOST, TOKEN_BYTES } from '#protocol/limits.ts'
import { peekClaims } from '#protocol/token.ts'
import { fault, usage } from '../spoken.ts'
import { BridgeSchema } from './doors.ts'
import { readRecord, writeRecord } from './file.ts'
import { checkName } from './names.ts'

export const BundleSchema = z.strictObject({
  v: z.literal(1),
  bridge: BridgeSchema,
  /** The door's key, so that its word can be told from the bridge's. */
  door: PublicJwkSchema,
  chain: z.array(z.string().max(TOKEN_BYTES)).min(1).max(CHAIN_MOST),
})
export type Bundle = z.infer<typeof BundleSchema>

const LABEL = 'hausrecht-grant:'

/** One line to be copied or mailed. */
export const writeBundle = (bundle: Bundle): string => `${LABEL}${base64url.encode(JSON.stringify(bundle))}`

/** @returns undefined when the text is no grant; takes the one line and the JSON of a file */
export const readBundle = (text: string): Bundle | undefined => {
  const plain = text.trim()
  try {
    const json = plain.startsWith(LABEL) ? new TextDecoder().decode(base64url.decode(plain.slice(LABEL.length))) : plain
    const parsed = BundleSchema.safeParse(parseJson(json))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/**
 * The claims of the last grant, unchecked: for showing, and to know for whom it is.
 * @throws SpokenError `grant_unreadable`
 */
export const lastGrant = (chain: readonly string[]): GrantClaims => {
  const claims = GrantClaimsSchema.safeParse(peekClaims(chain.at(-1) ?? ''))
  if (!claims.success) throw usage('grant_unreadable', { name: '' })
  return claims.data
}

export interface Held {
  /** A stored name, a file, or `-` for what comes in. @throws SpokenError `grant_unreadable`, `grant_not_held` */
  read(nameOrFile: string, folder: string): Promise<Bundle>
  keep(name: string, bundle: Bundle): Promise<void>
}

const incoming = async (): Promise<string> => {
  let text = ''
  for await (const piece of process.stdin) {
    text += String(piece)
    if (text.length > CHAIN_MOST * TOKEN_BYTES * 2) throw usage('grant_unreadable', { name: '-' })
  }
  return text
}

/** Grants one holds oneself, by name. */
export const createHeld = (folder: string): Held => {
  const pathOf = (name: string): string => join(folder, `${checkName(name)}.json`)
  const fromFile = async (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
  return {
    read: async (nameOrFile, from) => {
      const stored =
        /[/\\]/.test(nameOrFile) || nameOrFile === '-' ? undefined : await readRecord(BundleSchema, pathOf(nameOrFile))
      if (stored) return stored
      const text = nameOrFile === '-' ? await incoming() : await fromFile(resolve(from, nameOrFile))
      if (text === undefined) throw usage('grant_not_held', { name: nameOrFile })
      const bundle = readBundle(text)
      if (!bundle) throw usage('grant_unreadable', { name: nameOrFile })
      return bundle
    },
    keep: async (name, bundle) => {
      if (await readRecord(BundleSchema, pathOf(name))) throw fault('grant_there', { name })
      await writeRecord(pathOf(name), bundle)
    },
  }
}
