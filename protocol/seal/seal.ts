// Sealing in the age format (C2SP age v1): to recipients, opened by identities. Knows nothing of clips. A wrong key
// is told apart from damage, since a person must know whether to look for another key or for another copy.

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { CryptoKey } from 'jose'

/** A fresh pair: the identity opens (secret, `AGE-SECRET-KEY-1…`), the recipient seals (`age1…`). */
export interface SealPair {
  readonly identity: string
  readonly recipient: string
}

export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity)

export const freshPair = async (): Promise<SealPair> => {
  const identity = await generateX25519Identity()
  return { identity, recipient: await recipientOf(identity) }
}

/** Seals to all of them; any one's identity opens it. */
export const seal = async (
  bytes: Uint8Array<ArrayBuffer>,
  recipients: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> => {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return (await encrypter.encrypt(bytes)) as Uint8Array<ArrayBuffer>
}

export type Unsealed =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  /** `wrong_key`: whole as far as can be seen, and for somebody else. `damaged`: not what was sealed. */
  | { readonly ok: false; readonly why: 'wrong_key' | 'damaged' }

const isForSomebodyElse = (error: unknown): boolean =>
  error instanceof Error && /no identity matched/i.test(error.message)

/** @param identity text, or a WebCrypto X25519 key that cannot be exported */
export const unseal = async (sealed: Uint8Array<ArrayBuffer>, identity: string | CryptoKey): Promise<Unsealed> => {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  try {
    return { ok: true, bytes: (await decrypter.decrypt(sealed)) as Uint8Array<ArrayBuffer> }
  } catch (error) {
    return { ok: false, why: isForSomebodyElse(error) ? 'wrong_key' : 'damaged' }
  }
}
