// Every clip of a door from one service to another: as the door sent it, so the new one checks every signature, and
// compared byte by byte by hash afterwards. What is there already is not sent again.

import { base64url } from 'jose'
import { kindOf } from '#protocol/clip/film.ts'
import { framePart } from '#protocol/clip/framing.ts'
import { hashBytes } from '#protocol/hash.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { ClipId } from '#protocol/units.ts'
import { fault } from '../spoken.ts'
import type { Service, StoredClip } from './service.ts'

export interface MovedClip {
  readonly clip: ClipId
  readonly parts: number
  /** Parts that were not there yet. */
  readonly sent: number
  readonly held: boolean
}

const must = (no: Refused | undefined): void => {
  if (no) throw fault('cloud_refused', { code: no.code })
}

const isRefused = (value: object): value is Refused => 'code' in value && 'ok' in value && value.ok === false

const got = <Value extends object>(value: Value | Refused): Value => {
  if (isRefused(value)) throw fault('cloud_refused', { code: value.code })
  return value
}

const TEXT = 'text/plain'
const BYTES = 'application/octet-stream'

const linesAt = async (service: Service, clip: ClipId): Promise<readonly string[]> => {
  const lines = await service.lines(clip)
  if (!('ok' in lines)) return lines
  if (lines.code === 'clip_unknown') return []
  throw fault('cloud_refused', { code: lines.code })
}

/** Whatever was signed for a part, its bytes at the new place must have that hash. */
const compare = async (to: Service, clip: ClipId, lines: readonly string[]): Promise<void> => {
  for (const [index, line] of lines.entries()) {
    const claims = kindOf(line)
    const part = await to.part(clip, claims?.n ?? index)
    const isSame = !('ok' in part) && part.line === line && (await hashBytes(part.sealed)) === claims?.hash
    if (!isSame) throw fault('move_differs', { url: to.place.url, n: index, clip })
  }
}

const sendParts = async (from: Service, to: Service, clip: ClipId, lines: readonly string[]): Promise<number> => {
  const there = new Set(await linesAt(to, clip))
  let sent = 0
  for (const [index, line] of lines.entries()) {
    if (there.has(line)) continue
    const n = kindOf(line)?.n ?? index
    must(await to.put(`clips/${clip}/parts/${n}`, BYTES, framePart(got(await from.part(clip, n)))))
    sent += 1
  }
  return sent
}

const compareClip = async (to: Service, stored: StoredClip): Promise<void> => {
  const copy = got(await to.clip(stored.clip))
  const isSame =
    copy.head === stored.head && copy.end === stored.end && Buffer.compare(copy.identity, stored.identity) === 0
  if (!isSame) throw fault('move_differs', { url: to.place.url, n: 'head, identity or end', clip: stored.clip })
}

/** @throws SpokenError `cloud_refused`, `move_differs`; may be broken off and done again */
export const moveClip = async (from: Service, to: Service, clip: ClipId): Promise<MovedClip> => {
  const stored = got(await from.clip(clip))
  const lines = got<readonly string[]>(await from.lines(clip))
  const body = JSON.stringify({ head: stored.head, identity: base64url.encode(stored.identity) })
  must(await to.put(`clips/${clip}`, 'application/json', body))
  const sent = await sendParts(from, to, clip, lines)
  if (stored.end !== undefined) must(await to.put(`clips/${clip}/end`, TEXT, stored.end))
  // Before anything else could happen to it there: retention counts from when it was filmed.
  if (stored.held) must(await to.hold(clip, true))
  await compareClip(to, stored)
  await compare(to, clip, lines)
  return { clip, parts: lines.length, sent, held: stored.held }
}

/**
 * Whose door it is, and how long its clips are kept.
 * @param ownership the door's own word, when it could be heard; the new service may have it from the door already
 */
export const movePlace = async (from: Service, to: Service, ownership: string | undefined): Promise<void> => {
  if (ownership !== undefined) must(await to.put('ownership', TEXT, ownership))
  const before = await from.usage()
  if (!before.ok) throw fault('cloud_refused', { code: before.code })
  const no = await to.retain(before.retention)
  if (no) throw fault('move_no_ownership', { code: no.code })
}
