// What an address may carry behind its `#`, which no browser sends anywhere: a key from the command line, the words,
// or a pairing code from a QR. Read once, then taken out of the address bar.

import { readPairingCode } from '#protocol/pairing.ts'

export interface Carried {
  /** The private half of a key (base64url, 32 bytes). */
  readonly seed?: string
  /** 24 words, as they came. */
  readonly words?: string
  readonly code?: string
}

const SEED = /^[A-Za-z0-9_-]{43}$/
const WORDS_CHARS = 300

/** @param hash as in `location.hash` */
export const readCarried = (hash: string): Carried | undefined => {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const [seed, words, pair] = [given.get('key'), given.get('words'), given.get('pair')]
  const code = pair === null ? undefined : readPairingCode(pair)
  const carried: Carried = {
    ...(seed !== null && SEED.test(seed) ? { seed } : {}),
    ...(words !== null && words.length <= WORDS_CHARS ? { words: words.replace(/[-+,.]/g, ' ') } : {}),
    ...(code === undefined ? {} : { code }),
  }
  return Object.keys(carried).length > 0 ? carried : undefined
}

let held: Carried | undefined

/** Called once, by main: afterwards nothing of it stands in the address or in this page's history. */
export const takeFromAddress = (): void => {
  held = readCarried(location.hash)
  if (held) history.replaceState(null, '', '/setup')
}

/** Given out once. */
export const takeCarried = (): Carried | undefined => {
  const carried = held
  held = undefined
  return carried
}
