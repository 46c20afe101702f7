// Parts of one clip: fetched a few at a time, compared with what was signed, opened. What is not the clip's own never
// gets to the screen.

import { kindOf, openIdentity } from '#protocol/clip/film.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import { readFramed } from '#protocol/clip/framing.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { type ClipPart, PART } from '#protocol/clip/part.ts'
import { openHead } from '#protocol/clip/verify.ts'
import { hashBytes } from '#protocol/hash.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { unseal } from '#protocol/seal/seal.ts'
import { openToken } from '#protocol/token.ts'
import type { OwnerKey } from '../core/app.ts'
import { createExaminer, type Examiner } from './examine.ts'
import type { Clips, StoredClip } from './service.ts'

export interface OpenedPart {
  readonly n: number
  readonly claims: ClipPart
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** `none`: nothing lies there. `bad`: something does, and it is not this clip's own part. */
export type Taken = OpenedPart | 'none' | 'bad'

export interface OpenedClip {
  readonly stored: StoredClip
  readonly head: ClipHead
  readonly key: VerifyKey
  /** The clip's own identity; absent when this owner's key does not open it. */
  readonly identity: string | undefined
  readonly examiner: Examiner
}

export type Unopened = { readonly finding: Finding }

export const openClip = async (
  clips: Pick<Clips, 'door'>,
  stored: StoredClip,
  own: OwnerKey['identity'],
): Promise<OpenedClip | Unopened> => {
  const { door } = clips
  const shown = await openHead({ door, clip: stored.clip, head: stored.head })
  if ('finding' in shown) return { finding: shown.finding }
  const { head } = shown
  const [key, opened] = await Promise.all([verifyKey(head.key), openIdentity(stored.identity, own, head)])
  const examiner = createExaminer({ door, clip: stored.clip, head: stored.head })
  if (!opened.ok) examiner.also({ code: opened.why })
  return { stored, head, key, identity: opened.ok ? opened.identity : undefined, examiner }
}

interface OwnPart {
  readonly claims: ClipPart
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** One framed part against what was signed. */
const comparePart = async (
  n: number,
  framed: Uint8Array<ArrayBuffer> | undefined,
  { stored, key, examiner }: OpenedClip,
): Promise<OwnPart | 'none' | 'bad'> => {
  if (!framed) {
    examiner.missed(n)
    return 'none'
  }
  const part = readFramed(framed)
  if (!part) {
    examiner.saw(n, { place: n, line: '' })
    return 'bad'
  }
  const { line, sealed } = part
  const hash = await hashBytes(sealed)
  examiner.saw(n, { place: n, line, sealed: { hash, size: sealed.length } })
  const opened = await openToken(PART, line, key)
  const isOwn = opened.ok && opened.claims.clip === stored.clip && opened.claims.n === n && opened.claims.hash === hash
  return isOwn ? { claims: opened.claims, sealed } : 'bad'
}

const openPart = async (own: OwnPart | 'none' | 'bad', { identity, examiner }: OpenedClip): Promise<Taken> => {
  if (typeof own === 'string') return own
  if (identity === undefined) return 'bad'
  const { claims, sealed } = own
  const plain = await unseal(sealed, identity)
  if (plain.ok) return { n: claims.n, claims, bytes: plain.bytes }
  examiner.also({ code: 'part_unopened', n: claims.n })
  return 'bad'
}

const LINES_PAGE = 500

/** Reads all lines there are from a number on, page by page. @returns how many places there are by then */
export const readLines = async (
  clips: Pick<Clips, 'lines'>,
  { stored, examiner }: Pick<OpenedClip, 'stored' | 'examiner'>,
  {
    from,
    each,
    stop,
  }: {
    readonly from: number
    readonly each: (claims: ClipPart) => void
    readonly stop: AbortSignal
  },
): Promise<number> => {
  let next = from
  while (!stop.aborted) {
    const lines = await clips.lines(stored.clip, next, LINES_PAGE)
    if (lines.length === 0) break
    const begun = next
    for (const [at, line] of lines.entries()) {
      const claims = kindOf(line)
      const n = claims?.n ?? begun + at
      examiner.line(n, line)
      if (claims) each(claims)
      next = Math.max(next, n + 1)
    }
    if (lines.length < LINES_PAGE) break
  }
  return next
}

export interface PartSource {
  /** Compared and opened. Fetched once while it is wanted, however often it is asked for. */
  take(n: number): Promise<Taken>
  /** Begins to fetch, as long as not too many are on their way. */
  ahead(numbers: readonly number[]): void
  /** Lets go of what is on its way and not among these. */
  keep(numbers: ReadonlySet<number>): void
  /** Only compares it with what was signed. */
  look(n: number): Promise<void>
}

/** Parts on their way or waiting to be shown, at most. */
const AHEAD_MOST = 6
/** Sealed bytes kept for another look. */
const KEPT_BYTES = 24_000_000

const createStore = () => {
  const kept = new Map<number, Uint8Array<ArrayBuffer>>()
  let size = 0
  return {
    get: (n: number) => kept.get(n),
    put: (n: number, bytes: Uint8Array<ArrayBuffer>): void => {
      if (kept.has(n)) return
      kept.set(n, bytes)
      size += bytes.length
      for (const [old, its] of kept) {
        if (size <= KEPT_BYTES) break
        kept.delete(old)
        size -= its.length
      }
    },
  }
}

/** @param opened resolves when the clip is open: parts may be asked for before */
export const createPartSource = (
  clips: Pick<Clips, 'part'>,
  clip: StoredClip['clip'],
  opened: Promise<OpenedClip>,
): PartSource => {
  const held = new Map<number, { readonly part: Promise<Taken>; readonly stop: AbortController }>()
  const store = createStore()
  const fetchPart = async (n: number, stop: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const known = store.get(n)
    if (known) return known
    const framed = await clips.part(clip, n, stop)
    if (framed) store.put(n, framed)
    return framed
  }
  const compared = async (n: number, stop: AbortSignal): Promise<OwnPart | 'none' | 'bad'> => {
    const framed = await fetchPart(n, stop)
    return comparePart(n, framed, await opened)
  }
  const begin = (n: number): Promise<Taken> => {
    const known = held.get(n)
    if (known) return known.part
    const stop = new AbortController()
    const part = compared(n, stop.signal).then(async (own) => openPart(own, await opened))
    // Whoever takes it hears of the failure; one that nobody takes may fail unheard.
    // An empty place may be filled by then, as long as the clip is still being recorded.
    const forget = (): void => {
      if (held.get(n)?.part === part) held.delete(n)
    }
    part.then((taken) => taken === 'none' && forget(), forget)
    held.set(n, { part, stop })
    return part
  }
  return {
    take: begin,
    ahead: (numbers) => {
      for (const n of numbers) if (held.size < AHEAD_MOST) begin(n).catch(() => undefined)
    },
    keep: (numbers) => {
      for (const [n, { stop }] of held) {
        if (numbers.has(n)) continue
        stop.abort()
        held.delete(n)
      }
    },
    look: async (n) => {
      await compared(n, new AbortController().signal)
    },
  }
}
