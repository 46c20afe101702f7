// The clip service as the owner's page speaks to it, through the bridge. Believes it nothing: what it gives is checked
// by the clip's own signatures.

import { base64url } from 'jose'
import type * as z from 'zod'
import { ClipSchema, GoneSchema, type Listed, ListSchema, type Usage, UsageSchema } from '#protocol/clip/answers.ts'
import { CLOUD_REQUEST, type CloudRequest } from '#protocol/clip/cloud.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import { type ClipId, type DoorId, type EpochMs, toSeconds } from '#protocol/units.ts'
import type { Http } from '../core/app.ts'

export interface StoredClip {
  readonly clip: ClipId
  readonly head: string
  readonly identity: Uint8Array<ArrayBuffer>
  readonly end: string | undefined
  readonly held: boolean
  readonly parts: number
  readonly bytes: number
}

export interface Page {
  readonly clips: readonly Listed[]
  readonly next: string | undefined
}

/** Each throws HausrechtError with the service's code, or `offline`. */
export interface Clips {
  readonly door: DoorId
  readonly service: VerifyKey
  /** Newest first. */
  list(before?: string, limit?: number): Promise<Page>
  clip(clip: ClipId): Promise<StoredClip>
  /** Lines of the parts from a number on, in order; fewer than asked for at the end. */
  lines(clip: ClipId, from: number, limit: number): Promise<readonly string[]>
  /** Line and sealed bytes in one, as stored. @returns undefined when there is nothing in that place */
  part(clip: ClipId, n: number, stop?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>
  usage(): Promise<Usage>
  /** The service's signed records of what was deleted. */
  gone(): Promise<readonly string[]>
  remove(clip: ClipId): Promise<void>
  hold(clip: ClipId, on: boolean): Promise<void>
  retain(days: number): Promise<void>
}

export interface ClipsParts {
  readonly http: Http
  readonly owner: SigningKey
  readonly door: DoorId
  readonly service: VerifyKey
  readonly now: () => EpochMs
}

type Act = Pick<CloudRequest, 'act' | 'clip' | 'days'>

/** Of a wish that only looks: it may be used again for half of its life. */
const KEPT = 30_000
const TRIES = 4
const WAIT_MOST = 5
const GONE_PAGES = 1000

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

const refusalOf = async (answer: Response): Promise<HausrechtError> => {
  const said: unknown = await answer.json().catch(() => undefined)
  const code = typeof said === 'object' && said !== null && 'code' in said ? said.code : undefined
  const known = typeof code === 'string' && code.length < 60 ? code : `http_${answer.status}`
  return new HausrechtError(known, 'The clip service refuses.')
}

export const openClips = ({ http, owner, door, service, now }: ClipsParts): Clips => {
  const kept = new Map<CloudRequest['act'], { readonly token: string; readonly until: number }>()

  const sign = (act: Act): Promise<string> => {
    const about = { v: 1, iss: owner.thumbprint, aud: service.thumbprint, jti: freshId(), door } as const
    return signToken(CLOUD_REQUEST, { ...about, iat: toSeconds(now()), ...act }, owner)
  }
  const tokenFor = async (act: Act): Promise<string> => {
    if (act.act !== 'read' && act.act !== 'usage') return sign(act)
    const known = kept.get(act.act)
    if (known && now() < known.until) return known.token
    const token = await sign({ act: act.act })
    kept.set(act.act, { token, until: now() + KEPT })
    return token
  }
  const ask = async (path: string, act: Act, init: RequestInit = {}): Promise<Response> => {
    for (let tries = 1; ; tries += 1) {
      const headers = { ...(init.headers as Record<string, string> | undefined) }
      headers['authorization'] = `Hausrecht ${await tokenFor(act)}`
      const answer = await http.response(`/api/clips/doors/${door}/${path}`, { ...init, headers })
      // RFC 9110 §10.2.3: only too soon.
      if ((answer.status !== 429 && answer.status !== 503) || tries === TRIES) return answer
      await wait(Math.min(WAIT_MOST, Number(answer.headers.get('retry-after')) || 1))
    }
  }
  const done = async (path: string, act: Act, init: RequestInit = {}): Promise<Response> => {
    const answer = await ask(path, act, init)
    if (!answer.ok) throw await refusalOf(answer)
    return answer
  }
  const json = async <Value>(path: string, act: Act, schema: z.ZodType<Value>): Promise<Value> => {
    const read = schema.safeParse(await (await done(path, act)).json())
    if (!read.success)
      throw new HausrechtError('cloud_strange', 'The clip service answers in another way than it should.')
    return read.data
  }
  return {
    door,
    service,
    list: async (before, limit = 50) => {
      const query = before === undefined ? '' : `&before=${encodeURIComponent(before)}`
      const { clips, next } = await json(`clips?limit=${limit}${query}`, { act: 'read' }, ListSchema)
      return { clips, next: next ?? undefined }
    },
    clip: async (clip) => {
      const { identity, end, ...rest } = await json(`clips/${clip}`, { act: 'read' }, ClipSchema)
      const sealed = new Uint8Array(base64url.decode(identity ?? ''))
      return { ...rest, clip, end: end ?? undefined, identity: sealed }
    },
    lines: async (clip, from, limit) => {
      const answer = await done(`clips/${clip}/lines?from=${from}&limit=${limit}`, { act: 'read' })
      return (await answer.text()).split('\n').filter((line) => line !== '')
    },
    part: async (clip, n, stop) => {
      const answer = await ask(`clips/${clip}/parts/${n}`, { act: 'read' }, stop ? { signal: stop } : {})
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer())
      const refused = await refusalOf(answer)
      if (refused.code === 'clip_unknown' || refused.code === 'http_404') return undefined
      throw refused
    },
    usage: () => json('usage', { act: 'usage' }, UsageSchema),
    gone: async () => {
      const all: string[] = []
      let after = ''
      for (let page = 0; page < GONE_PAGES; page += 1) {
        const { gone, next } = await json(`gone?limit=500${after && `&after=${after}`}`, { act: 'usage' }, GoneSchema)
        all.push(...gone)
        if (next === undefined || next === null || next === after) break
        after = next
      }
      return all
    },
    remove: async (clip) => {
      await done(`clips/${clip}`, { act: 'delete', clip }, { method: 'DELETE' })
    },
    hold: async (clip, on) => {
      await done(`clips/${clip}/hold`, { act: on ? 'hold' : 'lift', clip }, { method: on ? 'PUT' : 'DELETE' })
    },
    retain: async (days) => {
      await done('retention', { act: 'retain', days }, { method: 'PUT', body: JSON.stringify({ days }) })
    },
  }
}
