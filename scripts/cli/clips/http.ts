// One request to a clip service: within a time, within a size, and every answer told apart: done, refused, strange.

import { parseJson } from '#protocol/canonical.ts'
import { REFUSAL_CODES, type RefusalCode, type Refused, refuse } from '#protocol/refusals.ts'
import { seconds } from '#protocol/units.ts'
import { fault } from '../spoken.ts'

export interface Told {
  readonly ok: true
  readonly status: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Asked {
  readonly method?: 'GET' | 'PUT' | 'DELETE'
  readonly authorization?: string
  readonly body?: { readonly type: string; readonly bytes: string | Uint8Array<ArrayBuffer> }
  /** Bytes of an answer at most. */
  readonly most: number
}

const LIMIT = seconds(30)

const isCode = (code: unknown): code is RefusalCode => (REFUSAL_CODES as readonly unknown[]).includes(code)

const read = async (response: Response, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > most) return undefined
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const once = async (
  url: URL,
  { method = 'GET', authorization, body, most }: Asked,
): Promise<Told | Refused | Later> => {
  const response = await fetch(url, {
    method,
    headers: { ...(authorization ? { authorization } : {}), ...(body ? { 'content-type': body.type } : {}) },
    ...(body ? { body: body.bytes } : {}),
    signal: AbortSignal.timeout(LIMIT),
    redirect: 'error',
  })
  const bytes = await read(response, response.ok ? most : 64 * 1024)
  if (response.ok && bytes) return { ok: true, status: response.status, bytes }
  if (LATER.has(response.status))
    return { later: Math.min(WAIT_MOST, Number(response.headers.get('retry-after')) || 1) }
  const said = parseJson(new TextDecoder().decode(bytes))
  const code: unknown = typeof said === 'object' && said !== null && 'code' in said ? said.code : undefined
  if (isCode(code)) return refuse(code)
  throw fault('cloud_strange', { url: url.origin, status: response.status })
}

/** Seconds to wait before it is worth another try (RFC 9110 §10.2.3). */
interface Later {
  readonly later: number
}
const LATER = new Set([429, 503])
const WAIT_MOST = 10
const TRIES = 6

/**
 * Tries again when the service says that it is only too soon.
 * @returns the answer, or the service's refusal
 * @throws SpokenError `cloud_away`, `cloud_strange`
 */
export const ask = async (url: URL, asked: Asked): Promise<Told | Refused> => {
  try {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const told = await once(url, asked)
      if (!('later' in told)) return told
      await new Promise((resolve) => setTimeout(resolve, told.later * 1000))
    }
    return refuse('rate_limited')
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      throw fault('cloud_away', { url: url.origin }, error)
    throw error
  }
}
