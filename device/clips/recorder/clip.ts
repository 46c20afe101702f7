// One clip being written: each part is sealed, hashed, its line signed and chained, and both are durable before the
// next. A part that cannot be written is tried again, the same bytes, until it can be. Plaintext never leaves memory.

import { CLIP_END } from '#protocol/clip/end.ts'
import { framePart } from '#protocol/clip/framing.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { PART } from '#protocol/clip/part.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { freshClipId } from '#protocol/ids.ts'
import { PART_BYTES } from '#protocol/limits.ts'
import { signToken } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'
import type { EndedClip } from '../port.ts'
import type { ClipKeys } from './keys.ts'
import { endOf, lengthened, lineOf, type Manifest, openManifest, type PartFacts } from './manifest.ts'
import { type RecorderParts, SIGN_LIMIT } from './parts.ts'
import { createSealer } from './sealer.ts'
import { within } from './wait.ts'

/** Tries a write until it is durable. @throws when the recorder is closed before that */
export type Insist = (write: () => Promise<void>) => Promise<void>

export type Fresh = Omit<PartFacts, 'hash' | 'size' | 'jn'> & { readonly bytes: Uint8Array }

export interface Clip {
  readonly id: ClipId
  manifest(): Manifest
  /** Resolves when it is durable; one after the other, in the order of the calls. */
  add(part: Fresh): Promise<void>
  /** Nothing is added afterwards. */
  end(): Promise<EndedClip>
}

/** The head, but for what is made here. */
export type Beginning = Pick<ClipHead, 'at' | 'why' | 'request' | 'grant' | 'follows' | 'video'>

type Writing = Pick<RecorderParts, 'spool' | 'clock' | 'sign' | 'journalHead'>

/** Asks for the head and makes it durable. @throws when the door does not sign, or the recorder is closed first */
export const beginClip = async (
  parts: Writing,
  keys: ClipKeys,
  beginning: Beginning,
  insist: Insist,
): Promise<Clip> => {
  const id = freshClipId()
  const { jn, jh } = parts.journalHead()
  const claims = { v: 1 as const, clip: id, ...beginning, jn, jh, key: keys.signing.jwk, recipient: keys.recipient }
  const token = await within(parts.clock, SIGN_LIMIT, parts.sign({ head: claims }), 'sign_late')
  const head = await hashText(token)
  // The door has written this head down: it is this clip or none, however long the disk takes.
  await insist(() => parts.spool.begin(id, token, keys.identity))
  return createClip(parts, keys, openManifest(id, head), insist)
}

const createClip = (parts: Writing, keys: ClipKeys, opened: Manifest, insist: Insist): Clip => {
  const { spool, clock, journalHead } = parts
  const sealer = createSealer(keys.recipient)
  let manifest = opened
  let ended = false
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  const write = async ({ bytes, ...facts }: Fresh): Promise<void> => {
    if (ended) throw new HausrechtError('clip_ended', 'This clip has its end: begin another one')
    const sealed = await sealer(bytes)
    if (sealed.length > PART_BYTES) {
      throw new HausrechtError('part_too_large', 'A second of film is larger than a part may be: lower the bit rate')
    }
    const claims = lineOf(manifest, {
      ...facts,
      hash: await hashBytes(sealed),
      size: sealed.length,
      jn: journalHead().jn,
    })
    const line = await signToken(PART, claims, keys.signing)
    const framed = framePart({ line, sealed })
    await insist(() => spool.write(manifest.clip, claims.n, framed))
    manifest = lengthened(manifest, claims, await hashText(line))
  }

  const close = async (): Promise<EndedClip> => {
    ended = true
    const end = endOf(manifest, clock.now(), 'recorder')
    const token = await signToken(CLIP_END, end, keys.signing)
    await insist(() => spool.end(manifest.clip, token))
    const { clip, parts: count, last, lasts, by } = end
    return { clip, parts: count, last, lasts, by }
  }

  return {
    id: opened.clip,
    manifest: () => manifest,
    add: (part) => inTurn(() => write(part)),
    end: () => inTurn(close),
  }
}
