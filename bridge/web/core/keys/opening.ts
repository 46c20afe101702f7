// Opens what was sealed to the owner. Loaded when it is needed: the age library is the largest part of the app.

import type { CryptoKey } from 'jose'
import { HausrechtError } from '#protocol/fault.ts'
import { unseal } from '#protocol/seal/seal.ts'

/** @throws HausrechtError `seal_wrong_key`, `seal_damaged` */
export const openWith = async (
  identity: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const opened = await unseal(sealed, identity)
  if (opened.ok) return opened.bytes
  if (opened.why === 'wrong_key') throw new HausrechtError('seal_wrong_key', 'This was sealed to another key.')
  throw new HausrechtError('seal_damaged', 'This is not what was sealed.')
}
