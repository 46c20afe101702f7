// A clip as the clip service gives it, as files of a small server: for a page that plays it.

import { base64url } from 'jose'
import { type MadeClip, makeSigner } from '#protocol/clip/clip.fixture.ts'

export interface Shelved {
  readonly files: Map<string, Uint8Array>
  /** What the page is told: where it is and whose. */
  readonly told: Told
}

export interface Told {
  readonly door: string
  readonly clip: string
  /** Text of the owner's age identity. */
  readonly own: string
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const json = (value: unknown): Uint8Array => encode(JSON.stringify(value))

export const shelve = async (made: MadeClip, own: string): Promise<Shelved> => {
  const { door, clip, head, end, identity, lines } = made
  const at = `/api/clips/doors/${door}/clips`
  const service = await makeSigner()
  const bytes = made.sealed.reduce((sum, { length }) => sum + length, 0)
  const short = { clip, head, at: made.claims.at, parts: lines.length, bytes, ended: end !== undefined, held: false }
  const files = new Map<string, Uint8Array>([
    ['/api/clips/.well-known/hausrecht-cloud', json({ v: 1, key: service.jwk })],
    [`${at}?limit=50`, json({ v: 1, clips: [short], next: null })],
    [`${at}/${clip}`, json({ v: 1, ...short, identity: base64url.encode(identity), end: end ?? null })],
    ...lines.map((_, n) => [`${at}/${clip}/parts/${n}`, made.framed(n)] as const),
  ])
  for (let from = 0; from <= lines.length; from += 500) {
    const page = lines.slice(from, from + 500).map((line) => `${line}\n`)
    files.set(`${at}/${clip}/lines?from=${from}&limit=500`, encode(page.join('')))
  }
  return { files, told: { door, clip, own } }
}
