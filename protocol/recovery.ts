// The owner's key on paper: the 32 bytes of an Ed25519 private key (RFC 8032 §5.1.5) as 24 words (BIP 39, English
// list). The same words give the same key in a browser and on the command line, and with it whatever was sealed to it.

import { ed25519 } from '@noble/curves/ed25519.js'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { base64url } from 'jose'

const SEED_BYTES = 32
const WORDS = 24

/** @param seed the private `d` of an Ed25519 JWK */
export const wordsOfSeed = (seed: string): string => entropyToMnemonic(base64url.decode(seed), wordlist)

/** What a person typed, as a seed: case and spaces forgiven. @returns undefined when a word or the check sum is wrong */
export const seedOfWords = (typed: string): string | undefined => {
  const words = typed.trim().toLowerCase().split(/\s+/)
  if (words.length !== WORDS) return undefined
  try {
    return base64url.encode(mnemonicToEntropy(words.join(' '), wordlist))
  } catch {
    return undefined
  }
}

/** Is it on the list? For telling which word was misread. */
export const isWord = (word: string): boolean => wordlist.includes(word.toLowerCase())

export const freshSeed = (): string => base64url.encode(crypto.getRandomValues(new Uint8Array(SEED_BYTES)))

/** The private JWK (RFC 8037 §2) of a seed. */
export const jwkOfSeed = (seed: string): { kty: 'OKP'; crv: 'Ed25519'; x: string; d: string } => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: base64url.encode(ed25519.getPublicKey(base64url.decode(seed))),
  d: seed,
})
