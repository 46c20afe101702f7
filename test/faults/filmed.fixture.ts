// Visits that last as long as a test wants, and what came of them: all clips of a visit, whole by what their parts say
// and by the numbers that the drawn door burnt into its pictures.

import * as assert from 'uvu/assert'
import { NUMBERS } from '#device/camera/scene/number.ts'
import type { FindingCode } from '#protocol/clip/finding.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { peekClaims } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'
import { treeOf } from '#scripts/bench/parts/tree.ts'
import type { CameraHouse, OpenedClip } from '#test/support/camera-house.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { pause, until } from '#test/support/wait.ts'

/** For what a quiet machine does in a few seconds. */
const PATIENCE = 30_000

/** Opens, pushes the door open and leaves it so: the visit goes on until `leaves`. */
export const comesIn = async (house: CameraHouse, visitor: Visitor): Promise<string> => {
  const request = await house.letIn(visitor)
  house.house.rig.world.door.open()
  return request
}

export const leaves = async ({ house, closed }: CameraHouse): Promise<void> => {
  house.rig.world.door.close()
  await closed()
}

const programOf = async (house: CameraHouse, word: string): Promise<number | undefined> =>
  treeOf(await house.camera()).find(({ words }) => words.some((one) => one.includes(word)))?.pid

/** Process id of what encodes at the moment, once there is one. */
export const encoder = async (house: CameraHouse, not?: number): Promise<number> => {
  let found: number | undefined
  const look = async (): Promise<boolean> => {
    // The camera's own process may be between two lives.
    found = await programOf(house, 'libx264').catch(() => undefined)
    return found !== undefined && found !== not
  }
  await until(look, 'an encoder runs', PATIENCE)
  return found as number
}

/** Process id of the program that delivers pictures. */
export const capture = async (house: CameraHouse, not?: number): Promise<number> => {
  let found: number | undefined
  await until(
    async () => {
      found = await programOf(house, 'scene/main.ts').catch(() => undefined)
      return found !== undefined && found !== not
    },
    'a camera delivers',
    PATIENCE,
  )
  return found as number
}

/** Clips of this visit in the order in which they were filmed, once each is ended and wholly sent. */
export const clipsOf = async (house: CameraHouse, request: string): Promise<readonly OpenedClip[]> => {
  let ready: readonly ClipId[] = []
  const look = async (): Promise<boolean> => {
    const begun = (await house.happened('clip')).filter((clip) => clip.request === request).map(({ clip }) => clip)
    const ended = new Set((await house.happened('clip_ended')).map(({ clip }) => clip))
    const there = new Map<ClipId, boolean>()
    for await (const { clip, head, ended: isEnded } of house.service.list()) {
      const claims = CLIP.schema.safeParse(peekClaims(head))
      if (claims.success && claims.data.request === request) there.set(clip, isEnded)
    }
    ready = begun
    if (begun.length > 0 && begun.every((clip) => ended.has(clip) && there.get(clip))) return true
    await pause(150)
    return false
  }
  await until(look, 'every clip of the visit is ended and at the service', PATIENCE)
  const opened: OpenedClip[] = []
  for (const clip of ready) opened.push(await house.open(clip))
  return opened
}

interface Span {
  readonly first: number
  readonly last: number
}

/** Numbers of the first and the last picture, as the capture counted; nothing missing or twice between. */
export const spanOf = ({ checked }: OpenedClip): Span => {
  const segments = checked.lines.map(({ claims }) => claims).filter(({ what }) => what === 'segment')
  for (const [at, { first, n }] of segments.entries()) {
    const before = segments[at - 1]
    if (before) assert.is(first, (before.last ?? 0) + 1, `no picture is missing before part ${n}`)
  }
  return { first: segments[0]?.first ?? Number.NaN, last: segments.at(-1)?.last ?? Number.NaN }
}

/** Pictures whose turn came while a busy machine did not take them. */
const MISSED_MOST = 8

/**
 * The film plays from its beginning to its end, and shows each picture once, in order.
 * @param honest what may be said of it
 * @param starts how often the drawn door began to count anew
 */
export const assertWhole = async (
  clip: OpenedClip,
  honest: readonly FindingCode[] = [],
  starts = 0,
): Promise<readonly number[]> => {
  assert.equal(
    clip.codes.filter((code) => !honest.includes(code)),
    [],
  )
  const { first, last } = spanOf(clip)
  const shown = (await clip.pictures()).map(({ number }) => number ?? Number.NaN)
  assert.is(shown.length, last - first + 1, 'every picture that was signed can be seen')
  assert.not.ok(shown.includes(Number.NaN), 'every number can be read')
  let [missed, anew] = [0, 0]
  for (const [at, number] of shown.entries()) {
    const before = shown[at - 1]
    if (before === undefined) continue
    if (number < before) anew += 1
    else missed += (number - before - 1 + NUMBERS) % NUMBERS
  }
  assert.is(anew, starts, `how often the numbers began anew: ${shown.join()}`)
  assert.ok(missed <= MISSED_MOST, `${missed} pictures between are missing: ${shown.join()}`)
  return shown
}

/** Each goes on from the one before, without a picture between. */
export const assertFollow = (clips: readonly OpenedClip[]): void => {
  for (const [at, clip] of clips.entries()) {
    const before = clips[at - 1]
    if (!before) continue
    assert.is(clip.head.follows, before.clip)
    assert.is(spanOf(clip).first, spanOf(before).last + 1, `no picture between clip ${at - 1} and ${at}`)
  }
}
