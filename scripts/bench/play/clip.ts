// A clip as the door would have made it some time ago: sealed, signed, in the store, and named by the door's journal.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { openJournal } from '#device/journal/journal.ts'
import { type DoorKey, loadDoorKey } from '#device/keys/door-key.ts'
import { CLIP_END } from '#protocol/clip/end.ts'
import { framePart } from '#protocol/clip/framing.ts'
import { CLIP, type ClipHead } from '#protocol/clip/head.ts'
import { type ClipPart, PART } from '#protocol/clip/part.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { freshClipId } from '#protocol/ids.ts'
import { publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { freshPair, type SealPair, seal } from '#protocol/seal/seal.ts'
import { signToken } from '#protocol/token.ts'
import { type ClipId, type EpochMs, epochMs, type Hash, millis } from '#protocol/units.ts'
import type { Format } from '../capture/film.ts'
import type { House } from '../parts/house.ts'
import type { Cut } from './film.ts'

const SECOND = 1000
const encoder = new TextEncoder()

interface Making {
  readonly clip: ClipId
  readonly signer: SigningKey
  readonly pair: SealPair
  readonly head: string
  readonly begun: EpochMs
  readonly jn: number
  readonly fps: number
  /** Folder of the clip. */
  readonly into: string
}

interface Ended {
  readonly parts: number
  readonly last: Hash
}

const piecesOf = ({
  init,
  poster,
  segments,
}: Cut): readonly (readonly [ClipPart['what'], Uint8Array<ArrayBuffer>])[] => [
  ['init', init],
  ['poster', poster],
  ...segments.map((segment) => ['segment', segment] as const),
]

/** Each names the one before, the first one the head. */
const writeParts = async (cut: Cut, { clip, signer, pair, head, begun, jn, fps, into }: Making): Promise<Ended> => {
  let [last, second] = [await hashText(head), 0]
  const pieces = piecesOf(cut)
  await mkdir(join(into, 'parts'), { recursive: true })
  for (const [n, [what, bytes]] of pieces.entries()) {
    const isSegment = what === 'segment'
    const sealed = await seal(bytes, [pair.recipient])
    const numbers = isSegment ? { first: second * fps, last: (second + 1) * fps - 1 } : {}
    const claims: ClipPart = {
      ...{ v: 1, clip, n, prev: last, what, hash: await hashBytes(sealed), size: sealed.length, jn },
      ...{ at: epochMs(begun + second * SECOND), lasts: millis(isSegment ? SECOND : 0), ...numbers },
    }
    const line = await signToken(PART, claims, signer)
    await writeFile(join(into, 'parts', String(n).padStart(6, '0')), framePart({ line, sealed }))
    last = await hashText(line)
    if (isSegment) second += 1
  }
  return { parts: pieces.length, last }
}

const openBooks = (folder: string, key: DoorKey, now: () => EpochMs) =>
  openJournal({
    folder: join(folder, 'door', 'journal'),
    key: key.signing,
    verify: key.verify,
    version: 'bench',
    clock: () => ({ now }),
  })

const freshSigner = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  return signingKey(privateKey, publicPart(await exportJWK(publicKey)))
}

const own = async (key: DoorKey, { owner, bridge, door, store }: House): Promise<void> => {
  const claims = { v: 1 as const, iss: door, owner: owner.key.jwk, bridge: bridge.thumbprint, at: epochMs(Date.now()) }
  const place = join(store, 'doors', key.door)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'ownership'), await signToken(OWNERSHIP, claims, key.signing))
}

/**
 * Lays it into the house's store. The agent must be down: it writes the journal otherwise.
 * @param ago milliseconds before now at which it began
 */
export const layClip = async (
  house: House,
  folder: string,
  cut: Cut,
  { width, height, fps }: Format,
  ago: number,
): Promise<ClipId> => {
  const key = await loadDoorKey(join(folder, 'door', 'door-key.json'))
  const begun = epochMs(Date.now() - ago)
  const [clip, signer, pair] = [freshClipId(), await freshSigner(), await freshPair()]
  const lasts = millis(cut.segments.length * SECOND)
  const over = epochMs(begun + lasts)
  let now = begun
  await own(key, house)
  const journal = await openBooks(folder, key, () => now)
  try {
    const { n: jn, hash: jh } = journal.head()
    const claims: ClipHead = {
      ...{ v: 1, iss: key.door, clip, at: begun, why: 'motion', jn, jh, key: signer.jwk, recipient: pair.recipient },
      video: { width, height, fps, sound: false },
    }
    const head = await signToken(CLIP, claims, key.signing)
    const into = join(house.store, 'clips', key.door, clip)
    const { parts, last } = await writeParts(cut, { clip, signer, pair, head, begun, jn, fps, into })
    const end = { v: 1, clip, parts, last, lasts, at: over, by: 'recorder' } as const
    const sealed = await seal(encoder.encode(`${pair.identity}\n`), [recipientOfKey(house.owner.key.jwk) ?? ''])
    await writeFile(join(into, 'identity'), sealed)
    await writeFile(join(into, 'end'), await signToken(CLIP_END, end, signer))
    await writeFile(join(into, 'head'), head)
    await journal.append({ kind: 'clip', step: 'begun', clip, why: 'motion', head: await hashText(head) })
    now = over
    await journal.append({ kind: 'clip_ended', clip, parts, last, lasts, by: 'recorder' })
    return clip
  } finally {
    await journal.close()
  }
}
