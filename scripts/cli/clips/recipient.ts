// Whom something is sealed for, as typed; and with what something sealed is opened.

import { resolve } from 'node:path'
import * as z from 'zod'
import { RecipientSchema } from '#protocol/camera.ts'
import { parseJson } from '#protocol/canonical.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { unseal } from '#protocol/seal/seal.ts'
import type { Context } from '../context.ts'
import { readIfThere } from '../home/file.ts'
import { fault, usage } from '../spoken.ts'

const WithJwk = z.looseObject({ jwk: PublicJwkSchema })

/** `age1…`, one of one's own keys by name, or a file with an age recipient, a public JWK, or `key show --json`. */
export const readRecipient = async ({ home, folder }: Context, text: string): Promise<string> => {
  if (RecipientSchema.safeParse(text).success) return text
  const own = (await home.keys.list()).find(({ name }) => name === text)
  const found = own ? recipientOfKey(own.key.jwk) : recipientIn((await readIfThere(resolve(folder, text))) ?? '')
  if (found === undefined) throw usage('recipient_wrong', { text: text.slice(0, 60) })
  return found
}

const recipientIn = (text: string): string | undefined => {
  const line = text.split('\n').find((part) => RecipientSchema.safeParse(part.trim()).success)
  if (line !== undefined) return line.trim()
  const json = parseJson(text)
  const wrapped = WithJwk.safeParse(json)
  const jwk = PublicJwkSchema.safeParse(wrapped.success ? wrapped.data.jwk : json)
  return jwk.success ? recipientOfKey(jwk.data) : undefined
}

const IDENTITY = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/m

/** Identities to try: the one in a file, the one of a named key, else of all one's own keys. */
const identities = async (
  { home, folder }: Context,
  { key, identity }: { readonly key: string | undefined; readonly identity: string | undefined },
): Promise<readonly string[]> => {
  if (identity !== undefined) {
    const text = IDENTITY.exec((await readIfThere(resolve(folder, identity))) ?? '')?.[0]
    if (text === undefined) throw usage('identity_unreadable', { file: identity })
    return [text]
  }
  const names = key === undefined ? (await home.keys.list()).map(({ name }) => name) : [key]
  return Promise.all(names.map(async (name) => (await home.keys.sealPair(name)).identity))
}

/**
 * Opens a sealed file with one's own keys and reads what is in it.
 * @throws SpokenError `share_not_yours`, `share_damaged`
 */
export const openSealed = async <Value>(
  context: Context,
  sealed: Uint8Array<ArrayBuffer>,
  {
    schema,
    file,
    ...keys
  }: {
    readonly schema: z.ZodType<Value>
    readonly file: string
    readonly key: string | undefined
    readonly identity: string | undefined
  },
): Promise<Value> => {
  let why: 'wrong_key' | 'damaged' = 'wrong_key'
  for (const identity of await identities(context, keys)) {
    const opened = await unseal(sealed, identity)
    if (!opened.ok) {
      if (opened.why === 'damaged') why = 'damaged'
      continue
    }
    const read = schema.safeParse(parseJson(new TextDecoder().decode(opened.bytes)))
    if (read.success) return read.data
    why = 'damaged'
  }
  throw why === 'damaged' ? fault('share_damaged', { file }) : fault('share_not_yours')
}

/** What one needs to open something that was handed over. */
export const OPEN_WITH = {
  key: {
    value: 'NAME',
    about: { en: 'which of your keys; all of them when left out', de: 'welcher Ihrer Schlüssel; sonst alle' },
  },
  identity: {
    value: 'FILE',
    about: { en: 'a file with an age identity instead', de: 'stattdessen eine Datei mit einer age-Identität' },
  },
} as const
