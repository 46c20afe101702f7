// Where a journal can be read: a folder or a file here, or the bridge's copy over HTTP.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import * as z from 'zod'
import { listSegments, segmentPath } from '#device/journal/segments.ts'
import { parseJson } from '#protocol/canonical.ts'
import { CONNECT } from '#protocol/connect.ts'
import { freshId } from '#protocol/ids.ts'
import { signToken } from '#protocol/token.ts'
import { type EpochMs, seconds, toSeconds } from '#protocol/units.ts'
import type { Place } from '../reach/place.ts'
import { fault } from '../spoken.ts'

/** Lines as bytes, each with its end. */
export type Source = AsyncIterable<Uint8Array>

const filesIn = async (path: string): Promise<readonly string[]> => {
  const found = await stat(path).catch((cause: unknown) => {
    throw fault('file_unreadable', { file: path }, cause)
  })
  return found.isDirectory() ? (await listSegments(path)).map((number) => segmentPath(path, number)) : [path]
}

/** @throws SpokenError `file_unreadable` */
export async function* fromFiles(path: string): Source {
  for (const file of await filesIn(path)) yield* createReadStream(file) as AsyncIterable<Uint8Array>
}

const PAGE_LIMIT = seconds(10)
const PageSchema = z.object({ lines: z.array(z.string()).max(1000) })
const encoder = new TextEncoder()

const token = ({ key, bridgeKey }: Place, now: EpochMs): Promise<string> =>
  signToken(
    CONNECT,
    {
      v: 1,
      iss: key.thumbprint,
      aud: bridgeKey.thumbprint,
      jti: freshId(),
      iat: toSeconds(now),
      cid: key.thumbprint,
      chain: [],
    },
    key,
  )

/** A page of the bridge's copy, at most a thousand lines. */
const fetchPage = async (place: Place, from: number, now: EpochMs): Promise<readonly string[]> => {
  const { http } = place.bridge
  if (http === undefined) throw fault('bridge_no_http')
  const url = new URL(`/api/doors/${place.door}/journal?from=${from}`, http)
  const authorization = `Bearer ${await token(place, now)}`
  const response = await fetch(url, {
    headers: { authorization },
    signal: AbortSignal.timeout(PAGE_LIMIT),
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw fault('bridge_away', { url: http }, cause)
  })
  const page = PageSchema.safeParse(parseJson(await response.text()))
  if (!response.ok || !page.success) throw fault('bridge_journal', { status: response.status })
  return page.data.lines
}

/** The bridge's copy from an entry on, page after page. */
export async function* fromBridge(place: Place, now: () => EpochMs, from = 0): Source {
  for (let next = from; ; ) {
    const lines = await fetchPage(place, next, now())
    if (lines.length === 0) return
    yield encoder.encode(lines.map((line) => `${line}\n`).join(''))
    next += lines.length
  }
}
