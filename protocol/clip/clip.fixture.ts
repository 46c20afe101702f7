// A clip as a door would make it, in memory: real keys, real seals, a signed chain, and the journal beside it.

import { spawn } from 'node:child_process'
import { exportJWK, generateKeyPair } from 'jose'
import { ENTRY, type Entry, type Happening, lineHash } from '../entry.ts'
import { hashBytes, hashText } from '../hash.ts'
import { freshClipId, freshRequestId } from '../ids.ts'
import { publicPart, type SigningKey, signingKey } from '../keys.ts'
import { freshPair, type SealPair, seal } from '../seal/seal.ts'
import { signToken } from '../token.ts'
import { type ClipId, type DoorId, type EpochMs, epochMs, type Hash, millis, type RequestId } from '../units.ts'
import { CLIP_END } from './end.ts'
import type { FoundClip, KnownEntry } from './evidence.ts'
import { framePart } from './framing.ts'
import { CLIP, type ClipHead } from './head.ts'
import { type ClipPart, PART } from './part.ts'

/** 2026-11-23 10:00 UTC, a Monday. */
const MONDAY = epochMs(Date.UTC(2026, 10, 23, 10))
const encoder = new TextEncoder()

export const makeSigner = async (): Promise<SigningKey> => {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  return signingKey(pair.privateKey, publicPart(await exportJWK(pair.publicKey)))
}

export interface MadePiece {
  readonly what: ClipPart['what']
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Milliseconds; of a segment. */
  readonly lasts?: number
  readonly pictures?: number
}

export interface ClipSettings {
  readonly door?: SigningKey
  readonly owners?: readonly string[]
  readonly clip?: ClipId
  readonly clipPair?: SealPair
  readonly request?: RequestId
  readonly at?: EpochMs
  readonly pieces?: readonly MadePiece[]
  readonly journal?: MadeJournal
  /** `false`: as if the recorder still ran. */
  readonly ended?: boolean
  readonly head?: Partial<ClipHead>
  /** Number of its first picture. */
  readonly picture?: number
}

export interface MadeClip {
  readonly door: DoorId
  readonly doorKey: SigningKey
  readonly clip: ClipId
  readonly clipKey: SigningKey
  readonly claims: ClipHead
  readonly head: string
  readonly pair: SealPair
  /** The clip's identity sealed to the owners. */
  readonly identity: Uint8Array<ArrayBuffer>
  readonly lines: readonly string[]
  readonly sealed: readonly Uint8Array<ArrayBuffer>[]
  readonly plain: readonly Uint8Array<ArrayBuffer>[]
  readonly end: string | undefined
  readonly journal: MadeJournal
  framed(n: number): Uint8Array<ArrayBuffer>
}

/** A journal in the making. */
export interface MadeJournal {
  readonly lines: string[]
  readonly entries: (KnownEntry & Pick<Entry, 'at'>)[]
  add(what: Happening, at?: EpochMs): Promise<void>
  head(): { readonly n: number; readonly hash: Hash }
}

export const makeJournal = async (door: SigningKey, at: EpochMs = MONDAY): Promise<MadeJournal> => {
  const lines: string[] = []
  const entries: MadeJournal['entries'] = []
  let head = { n: -1, hash: await hashText(door.thumbprint) }
  return {
    lines,
    entries,
    head: () => head,
    add: async (what, when = at) => {
      const n = head.n + 1
      const claims: Entry = { v: 1, iss: door.thumbprint as DoorId, n, prev: head.hash, at: when, what }
      const line = await signToken(ENTRY, claims, door)
      head = { n, hash: await lineHash(line) }
      lines.push(line)
      entries.push({ n, what, at: when, hash: head.hash })
    },
  }
}

/** Init and some segments that are no film, for what does not look inside. */
export const somePieces = (segments = 4, bytes = 100): readonly MadePiece[] => [
  { what: 'init', bytes: encoder.encode('ftyp and moov') },
  { what: 'poster', bytes: encoder.encode('a poster') },
  ...Array.from({ length: segments }, (_, at): MadePiece => {
    return { what: 'segment', bytes: new Uint8Array(bytes).fill(at), lasts: 500, pictures: 8 }
  }),
]

/** A whole clip; settings say what differs. */
export const makeClip = async (settings: ClipSettings = {}): Promise<MadeClip> => {
  const doorKey = settings.door ?? (await makeSigner())
  const [clipKey, pair] = [await makeSigner(), settings.clipPair ?? (await freshPair())]
  const [clip, at] = [settings.clip ?? freshClipId(), settings.at ?? MONDAY]
  const journal = settings.journal ?? (await startedJournal(doorKey, at))
  const { n: jn, hash: jh } = journal.head()
  const request = settings.request ?? freshRequestId()
  const claims: ClipHead = {
    ...{ v: 1, iss: doorKey.thumbprint as DoorId, clip, at, why: 'visit', request, jn, jh },
    ...{ key: clipKey.jwk, recipient: pair.recipient, video: { width: 160, height: 90, fps: 16, sound: false } },
    ...settings.head,
  }
  const head = await signToken(CLIP, claims, doorKey)
  await journal.add({ kind: 'clip', step: 'begun', clip, why: claims.why, request, head: await hashText(head) }, at)
  const pieces = settings.pieces ?? somePieces()
  const picture = settings.picture ?? 1000
  const chain = await makeLines(pieces, { clip, clipKey, at, head, jn, recipient: pair.recipient, picture })
  const { lines, sealed, last, lasts } = chain
  const end = {
    v: 1,
    clip,
    parts: lines.length,
    last,
    lasts: millis(lasts),
    at: epochMs(at + lasts),
    by: 'recorder',
  } as const
  if (settings.ended !== false) {
    await journal.add({ kind: 'clip_ended', clip, parts: end.parts, last, lasts: end.lasts, by: end.by }, end.at)
  }
  return {
    ...{ door: claims.iss, doorKey, clip, clipKey, claims, head, pair, lines, sealed, journal },
    identity: await seal(encoder.encode(`${pair.identity}\n`), settings.owners ?? [(await freshPair()).recipient]),
    plain: pieces.map(({ bytes }) => bytes),
    end: settings.ended === false ? undefined : await signToken(CLIP_END, end, clipKey),
    framed: (n) => framePart({ line: lines[n] ?? '', sealed: sealed[n] ?? new Uint8Array() }),
  }
}

const startedJournal = async (door: SigningKey, at: EpochMs): Promise<MadeJournal> => {
  const journal = await makeJournal(door, at)
  await journal.add({ kind: 'genesis', version: '0' })
  await journal.add({ kind: 'boot', version: '0' })
  return journal
}

interface Making {
  readonly clip: ClipId
  readonly clipKey: SigningKey
  readonly at: EpochMs
  readonly head: string
  readonly jn: number
  readonly recipient: string
  readonly picture: number
}

const makeLines = async (pieces: readonly MadePiece[], making: Making) => {
  const { clip, clipKey, at, head, jn, recipient } = making
  const lines: string[] = []
  const sealed: Uint8Array<ArrayBuffer>[] = []
  let [last, lasts, picture] = [await hashText(head), 0, making.picture]
  for (const [n, piece] of pieces.entries()) {
    const bytes = await seal(piece.bytes, [recipient])
    const span = piece.lasts ?? 0
    const numbers = piece.pictures === undefined ? {} : { first: picture, last: picture + piece.pictures - 1 }
    const claims: ClipPart = {
      ...{ v: 1, clip, n, prev: last, what: piece.what, hash: await hashBytes(bytes), size: bytes.length },
      ...{ at: epochMs(at + lasts), lasts: millis(span), ...numbers, jn },
    }
    const line = await signToken(PART, claims, clipKey)
    lines.push(line)
    sealed.push(bytes)
    last = await hashText(line)
    lasts += span
    picture += piece.pictures ?? 0
  }
  return { lines, sealed, last, lasts }
}

/** As a reader would find it, whole and with everything known. */
export const asFound = async (made: MadeClip): Promise<FoundClip> => ({
  door: made.door,
  clip: made.clip,
  head: made.head,
  parts: await Promise.all(
    made.lines.map(async (line, place) => {
      const bytes = made.sealed[place] ?? new Uint8Array()
      return { place, line, sealed: { hash: await hashBytes(bytes), size: bytes.length } }
    }),
  ),
  ...(made.end === undefined ? {} : { end: made.end }),
  journal: made.journal.entries,
})

const SIZE = '160x90'
const FPS = 16

/** A real little film of half-second segments, by ffmpeg: init and segments as the recorder would cut them. */
export const filmPieces = async (seconds = 2): Promise<readonly MadePiece[]> => {
  const args = [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${SIZE}:rate=${FPS}:duration=${seconds}`, '-threads', '1'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-tune',
      'zerolatency',
      '-pix_fmt',
      'yuv420p',
      '-g',
      String(FPS / 2),
    ],
    ...['-f', 'mp4', '-movflags', '+frag_keyframe+empty_moov+default_base_moof+skip_trailer', 'pipe:1'],
  ]
  const bytes = await outputOf('ffmpeg', args)
  return boxesOf(bytes).map((piece, at) =>
    at === 0 ? { what: 'init', bytes: piece } : { what: 'segment', bytes: piece, lasts: 500, pictures: FPS / 2 },
  )
}

const LIMIT_MS = 20_000

const outputOf = (program: string, args: readonly string[]): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', () => resolve(new Uint8Array(Buffer.concat(chunks))))
  })

/** ftyp and moov together, then each moof with its mdat. */
const boxesOf = (film: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] => {
  const view = new DataView(film.buffer, film.byteOffset, film.byteLength)
  const cuts: number[] = [0]
  for (let at = 0; at + 8 <= film.length; at += Math.max(8, view.getUint32(at))) {
    const type = String.fromCharCode(...film.subarray(at + 4, at + 8))
    if (type === 'moof') cuts.push(at)
  }
  return cuts.map((cut, at) => film.slice(cut, cuts[at + 1] ?? film.length))
}
