// The key by which push services know this bridge (RFC 8292): made at the first start, in a file nobody else may read.
// Browsers subscribe for this key, so with another one every subscription is worth nothing.

import webPush from 'web-push'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { readPrivateFile, writePrivateFile } from '../keys/private-file.ts'

const base64url = (length: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${length}}$`))
/** P-256: the uncompressed point and the private number. */
const VapidSchema = z.strictObject({ publicKey: base64url(87), privateKey: base64url(43) })
export type Vapid = z.infer<typeof VapidSchema>

/** @throws HausrechtError `key_exposed`, `key_damaged`, `key_failed` */
export const openVapid = (file: string): Vapid => {
  const held = readPrivateFile(file)
  if (held !== undefined) return read(file, held)
  writePrivateFile(file, `${JSON.stringify(webPush.generateVAPIDKeys())}\n`)
  // Whoever came first has the say.
  return read(file, readPrivateFile(file) ?? '')
}

const read = (file: string, text: string): Vapid => {
  try {
    return VapidSchema.parse(JSON.parse(text))
  } catch {
    // Without its cause, which may quote the text.
    throw new HausrechtError(
      'key_damaged',
      `${file} holds no key for push messages: put a copy back, or remove it and have every browser subscribe again`,
    )
  }
}
