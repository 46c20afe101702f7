// The clip service as its owner, or whoever was handed one clip, speaks to it. Believes it nothing: what it gives is
// checked by the clip's own signatures.

import { base64url } from 'jose'
import type * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import { ClipSchema, GoneSchema, type Listed, ListSchema, type Usage, UsageSchema } from '#protocol/clip/answers.ts'
import { CLOUD_REQUEST, type CloudRequest } from '#protocol/clip/cloud.ts'
import { kindOf } from '#protocol/clip/film.ts'
import { FRAMED_BYTES, type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import { PARTS_MOST, TOKEN_BYTES } from '#protocol/limits.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { signToken } from '#protocol/token.ts'
import { type ClipId, type DoorId, type EpochMs, toSeconds } from '#protocol/units.ts'
import { fault } from '../spoken.ts'
import { type Asked, ask } from './http.ts'

export interface StoredClip {
  readonly ok: true
  readonly clip: ClipId
  readonly head: string
  readonly identity: Uint8Array<ArrayBuffer>
  readonly end: string | undefined
  readonly held: boolean
}

/** Who reads: an owner by its key, or anybody by what an owner handed over. */
export type Reader = { readonly owner: SigningKey } | { readonly share: string }

export interface ServicePlace {
  readonly url: string
  readonly key: VerifyKey
  readonly door: DoorId
  readonly reader: Reader
  readonly now: () => EpochMs
}

export interface Service {
  readonly place: ServicePlace
  /** Newest first, page after page. @throws SpokenError when the service refuses */
  list(): AsyncGenerator<Listed>
  clip(clip: ClipId): Promise<StoredClip | Refused>
  lines(clip: ClipId): Promise<readonly string[] | Refused>
  part(clip: ClipId, n: number): Promise<FramedPart | Refused>
  usage(): Promise<(Usage & { readonly ok: true }) | Refused>
  gone(): Promise<readonly string[] | Refused>
  remove(clip: ClipId): Promise<Refused | undefined>
  hold(clip: ClipId, on: boolean): Promise<Refused | undefined>
  retain(days: number): Promise<Refused | undefined>
  /** As the door itself would send it: the signatures inside are the permission. */
  put(path: string, type: string, bytes: string | Uint8Array<ArrayBuffer>): Promise<Refused | undefined>
}

const MEGABYTE = 1024 * 1024
const PAGE = 100
const LINES_PAGE = 500

type Act = Pick<CloudRequest, 'act' | 'clip' | 'days'>

export const openService = (place: ServicePlace): Service => {
  const { url, key, door, reader, now } = place
  const at = (path: string): URL => new URL(`/v1/doors/${door}/${path}`, url)
  const authorization = async (act: Act): Promise<string> => {
    if ('share' in reader) return `Hausrecht-Share ${reader.share}`
    const { owner } = reader
    const claims = {
      v: 1,
      iss: owner.thumbprint,
      aud: key.thumbprint,
      jti: freshId(),
      iat: toSeconds(now()),
      door,
    } as const
    return `Hausrecht ${await signToken(CLOUD_REQUEST, { ...claims, ...act }, owner)}`
  }
  const get = async (path: string, act: Act, most: number) =>
    ask(at(path), { authorization: await authorization(act), most })
  const json = async <Value>(path: string, act: Act, schema: z.ZodType<Value>): Promise<{ value: Value } | Refused> => {
    const told = await get(path, act, 16 * MEGABYTE)
    if (!told.ok) return told
    const read = schema.safeParse(parseJson(new TextDecoder().decode(told.bytes)))
    if (!read.success) throw fault('cloud_strange', { url, status: told.status }, read.error)
    return { value: read.data }
  }
  const tell = async (path: string, act: Act, asked: Omit<Asked, 'most'>): Promise<Refused | undefined> => {
    const told = await ask(at(path), { ...asked, authorization: await authorization(act), most: MEGABYTE })
    return told.ok ? undefined : told
  }
  return {
    place,
    list: () => pages(json),
    clip: async (clip) => {
      const read = await json(`clips/${clip}`, { act: 'read', clip }, ClipSchema)
      if ('ok' in read) return read
      const { head, identity, end, held } = read.value
      const sealed = new Uint8Array(base64url.decode(identity ?? ''))
      return { ok: true, clip, head, held, end: end ?? undefined, identity: sealed }
    },
    lines: (clip) => allLines(clip, get),
    part: async (clip, n) => {
      const told = await get(`clips/${clip}/parts/${n}`, { act: 'read', clip }, FRAMED_BYTES)
      return told.ok ? (readFramed(told.bytes) ?? refuse('part_damaged')) : told
    },
    usage: async () => {
      const read = await json('usage', { act: 'usage' }, UsageSchema)
      return 'ok' in read ? read : { ok: true, ...read.value }
    },
    gone: () => allGone(json),
    remove: (clip) => tell(`clips/${clip}`, { act: 'delete', clip }, { method: 'DELETE' }),
    hold: (clip, on) =>
      tell(`clips/${clip}/hold`, { act: on ? 'hold' : 'lift', clip }, { method: on ? 'PUT' : 'DELETE' }),
    retain: (days) => {
      const body = { type: 'application/json', bytes: JSON.stringify({ days }) }
      return tell('retention', { act: 'retain', days }, { method: 'PUT', body })
    },
    put: async (path, type, bytes) => {
      const told = await ask(at(path), { method: 'PUT', body: { type, bytes }, most: MEGABYTE })
      return told.ok ? undefined : told
    },
  }
}

type Get = (path: string, act: Act, most: number) => ReturnType<typeof ask>
type Json = <Value>(path: string, act: Act, schema: z.ZodType<Value>) => Promise<{ value: Value } | Refused>

async function* pages(json: Json): AsyncGenerator<Listed> {
  for (let before = ''; ; ) {
    const query = before === '' ? '' : `&before=${encodeURIComponent(before)}`
    const read = await json(`clips?limit=${PAGE}${query}`, { act: 'read' }, ListSchema)
    if ('ok' in read) throw fault('cloud_refused', { code: read.code })
    yield* read.value.clips
    const { next } = read.value
    if (next === undefined || next === null || next === before) return
    before = next
  }
}

/** Numbers may be missing and lines may be damaged: the next page begins behind whatever was furthest. */
const allLines = async (clip: ClipId, get: Get): Promise<readonly string[] | Refused> => {
  const lines: string[] = []
  for (let from = 0; from < PARTS_MOST; ) {
    const path = `clips/${clip}/lines?from=${from}&limit=${LINES_PAGE}`
    const told = await get(path, { act: 'read', clip }, LINES_PAGE * (TOKEN_BYTES + 1))
    if (!told.ok) return told
    const page = new TextDecoder()
      .decode(told.bytes)
      .split('\n')
      .filter((line) => line !== '')
    if (page.length === 0) break
    lines.push(...page)
    from = Math.max(from + page.length, ...page.map((line) => (kindOf(line)?.n ?? -1) + 1))
  }
  return lines
}

const allGone = async (json: Json): Promise<readonly string[] | Refused> => {
  const gone: string[] = []
  for (let after: string | undefined; ; ) {
    const query = after === undefined ? '' : `&after=${encodeURIComponent(after)}`
    const read = await json(`gone?limit=${PAGE}${query}`, { act: 'usage' }, GoneSchema)
    if ('ok' in read) return read
    gone.push(...read.value.gone)
    const { next } = read.value
    if (next === undefined || next === null || next === after) return gone
    after = next
  }
}
