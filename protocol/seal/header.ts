// The header of an age file by itself (C2SP age v1, "Header"), for a machine that seals the payload by faster means
// than a browser has. The library makes the file key, writes the header and its MAC; the payload is the caller's.

import { bech32 } from '@scure/base'
import { Encrypter, Stanza } from 'age-encryption'
import { HausrechtError } from '../fault.ts'

/** What the library appends for an empty payload: a nonce and one tag. */
const EMPTY_PAYLOAD = 16 + 16

export interface WrappedKey {
  readonly args: readonly string[]
  readonly body: Uint8Array
}

export interface FreshHeader {
  readonly header: Uint8Array
  /** 16 bytes, for this one file alone. */
  readonly fileKey: Uint8Array
}

/** @param wrap makes the stanza of the one recipient; called once, with the file key */
export const freshHeader = async (wrap: (fileKey: Uint8Array) => WrappedKey): Promise<FreshHeader> => {
  const encrypter = new Encrypter()
  let made: Uint8Array | undefined
  encrypter.addRecipient({
    wrapFileKey: (fileKey) => {
      made = fileKey
      const { args, body } = wrap(fileKey)
      return [new Stanza([...args], body)]
    },
  })
  const empty = await encrypter.encrypt(new Uint8Array(0))
  if (!made) throw new HausrechtError('seal_failed', 'The age library made no file key: its version does not fit')
  return { header: empty.subarray(0, empty.length - EMPTY_PAYLOAD), fileKey: made }
}

/** The X25519 point a recipient spells. @throws HausrechtError `recipient_unusable` */
export const pointOfRecipient = (recipient: string): Uint8Array => {
  const { prefix, bytes } = bech32.decodeToBytes(recipient)
  if (prefix !== 'age' || bytes.length !== 32) {
    throw new HausrechtError('recipient_unusable', 'Clips are sealed to X25519 recipients (age1…): name another one')
  }
  return bytes
}
