// What the page does with a clip as a clip service gives it: checks it, opens it with the owner's key, and plays it.

import type { FoundPart, KnownEntry } from '#protocol/clip/evidence.ts'
import { isFilm, openFilm, openIdentity } from '#protocol/clip/film.ts'
import { type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { verifyClip } from '#protocol/clip/verify.ts'
import { ENTRY, lineHash } from '#protocol/entry.ts'
import { hashBytes } from '#protocol/hash.ts'
import { type PublicJwk, verifyKey } from '#protocol/keys.ts'
import { openToken, peekClaims } from '#protocol/token.ts'
import { type PlayedParts, playParts } from './screen.fixture.ts'

export { playFile } from './screen.fixture.ts'

/** A clip that lies below a path of this server. */
export interface Lying {
  readonly at: string
  /** Names of its parts, in order. */
  readonly parts: readonly string[]
  readonly door: PublicJwk
  /** Whether its end and the door's journal lie there too. */
  readonly journal: boolean
}

const bytesAt = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
const textAt = async (path: string): Promise<string> => new TextDecoder().decode(await bytesAt(path))

async function* framedOf({ at, parts }: Lying, bend = -1): AsyncGenerator<FramedPart> {
  for (const [n, name] of parts.entries()) {
    const framed = readFramed(await bytesAt(`${at}/parts/${name}`))
    if (!framed) throw new Error(`part ${name} has no line`)
    const end = framed.sealed.length - 1
    if (n === bend) framed.sealed[end] = (framed.sealed[end] ?? 0) ^ 1
    yield framed
  }
}

const entriesAt = async ({ at, door }: Lying): Promise<KnownEntry[]> => {
  const key = await verifyKey(door)
  const lines = (await textAt(`${at}/journal.jsonl`)).trim().split('\n')
  return Promise.all(
    lines.map(async (line) => {
      const opened = await openToken(ENTRY, line, key)
      if (!opened.ok) throw new Error(`a line of the journal is not the door's: ${opened.code}`)
      return { n: opened.claims.n, what: opened.claims.what, hash: await lineHash(line) }
    }),
  )
}

/** @param bend number of a part whose last bit is to be turned @returns codes and parts of every finding */
export const check = async (clip: Lying, bend = -1): Promise<readonly unknown[]> => {
  const parts: FoundPart[] = []
  for await (const { line, sealed } of framedOf(clip, bend)) {
    parts.push({ place: parts.length, line, sealed: { hash: await hashBytes(sealed), size: sealed.length } })
  }
  const { thumbprint } = await verifyKey(clip.door)
  const known = clip.journal ? { end: await textAt(`${clip.at}/end`), journal: await entriesAt(clip) } : {}
  const head = await textAt(`${clip.at}/head`)
  const checked = await verifyClip({ door: thumbprint as never, head, parts, ...known })
  return checked.findings
}

const openedWith = async ({ at }: Lying, own: string) => {
  const head = CLIP.schema.parse(peekClaims(await textAt(`${at}/head`)))
  return { head, opened: await openIdentity(await bytesAt(`${at}/identity`), own, head) }
}

export interface OpenedFilm {
  /** Of the clip's identity: opened, or why not. */
  readonly key: string
  /** SHA-256 of the film; of what could be opened of it. */
  readonly film?: string
  readonly bad?: readonly (readonly [n: number, why: string])[]
}

/** @param own text of the age identity to try @param bend as above */
export const open = async (clip: Lying, own: string, bend = -1): Promise<OpenedFilm> => {
  const { opened } = await openedWith(clip, own)
  if (!opened.ok) return { key: opened.why }
  const film: Uint8Array<ArrayBuffer>[] = []
  const bad: [number, string][] = []
  for await (const piece of openFilm(framedOf(clip, bend), opened.identity)) {
    if (!piece.opened.ok) bad.push([piece.n, piece.opened.why])
    else if (isFilm(piece.what)) film.push(piece.opened.bytes)
  }
  const whole = new Uint8Array(await new Blob(film).arrayBuffer())
  return { key: 'opened', film: await hashBytes(whole), bad }
}

/** From sealed parts to the screen, one after the other. */
export const play = async (clip: Lying, own: string, times: readonly number[]): Promise<PlayedParts> => {
  const { head, opened } = await openedWith(clip, own)
  if (!opened.ok) throw new Error(opened.why)
  const { identity } = opened
  async function* film(): AsyncGenerator<Uint8Array> {
    for await (const piece of openFilm(framedOf(clip), identity)) {
      if (!piece.opened.ok) throw new Error(`part ${piece.n}: ${piece.opened.why}`)
      if (isFilm(piece.what)) yield piece.opened.bytes
    }
  }
  return playParts(film(), head.video.sound, times)
}
