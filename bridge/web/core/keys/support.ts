// Can this browser keep an owner's key? Told before anything is made, in words that name what to take instead.

import { HausrechtError } from '#protocol/fault.ts'

/** @throws HausrechtError `not_secure`, `browser_too_old` */
export const checkBrowser = async (): Promise<void> => {
  if (!isSecureContext) throw new HausrechtError('not_secure', 'Keys are kept only on pages that come over https.')
  try {
    await Promise.all([
      crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']),
      crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']),
    ])
  } catch (cause) {
    throw new HausrechtError('browser_too_old', 'This browser knows no Ed25519 or no X25519.', { cause })
  }
}
