// Text packed into few bytes and back, exactly: known phrases become one byte, ids and thumbprints their own bytes.
// Knows nothing of what the text says, so that nothing can be lost in it.

import { base64url } from 'jose'

/** Texts of JSON hold no control characters, so those are free to stand for phrases. */
const ID = 0x1e
const THUMBPRINT = 0x1f
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** 22 or 43 characters of base64url before a quotation mark, when they have no other spelling. */
const idAt = (text: string, at: number): Uint8Array | undefined => {
  const found = /^[\w-]{43}(?=")|^[\w-]{22}(?=")/.exec(text.slice(at, at + 44))?.[0]
  if (found === undefined) return undefined
  const bytes = base64url.decode(found)
  return base64url.encode(bytes) === found ? bytes : undefined
}

const phraseAt = (text: string, at: number, phrases: readonly string[]): number => {
  let best = -1
  for (const [index, phrase] of phrases.entries())
    if (text.startsWith(phrase, at) && phrase.length > (phrases[best]?.length ?? 0)) best = index
  return best
}

/** @param phrases at most 29 (bytes 1 to 29), the same for packing and unpacking */
export const pack = (text: string, phrases: readonly string[]): number[] => {
  const bytes: number[] = []
  for (let at = 0; at < text.length; ) {
    const phrase = phraseAt(text, at, phrases)
    const id = phrase < 0 ? idAt(text, at) : undefined
    if (phrase >= 0) {
      bytes.push(phrase + 1)
      at += phrases[phrase]?.length ?? 1
    } else if (id) {
      bytes.push(id.length === 16 ? ID : THUMBPRINT, ...id)
      at += id.length === 16 ? 22 : 43
    } else {
      const letter = String.fromCodePoint(text.codePointAt(at) ?? 0)
      bytes.push(...encoder.encode(letter))
      at += letter.length
    }
  }
  return bytes
}

/** @throws when the bytes are no text */
export const unpack = (bytes: Uint8Array, phrases: readonly string[]): string => {
  let text = ''
  let plain = 0
  const flush = (upTo: number): void => {
    text += decoder.decode(bytes.subarray(plain, upTo))
  }
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x20) {
      at += 1
      continue
    }
    flush(at)
    const length = byte === ID ? 16 : byte === THUMBPRINT ? 32 : 0
    text += length > 0 ? base64url.encode(bytes.subarray(at + 1, at + 1 + length)) : (phrases[byte - 1] ?? '')
    at += 1 + length
    plain = at
  }
  flush(bytes.length)
  return text
}
