// A bridge's HTTP side on a fresh store, for tests: whoever asks says every header itself, as no browser would let it.

import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { SigningKey } from '#protocol/keys.ts'
import { SESSION, type SessionClaims } from '#protocol/session.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, toSeconds } from '#protocol/units.ts'
import { doorIdOf, makeKey } from '#test/support/people.ts'
import { realClock } from '../clock.ts'
import type { HttpOpening } from '../config/parts.ts'
import { createLog } from '../log/log.ts'
import type { StorePort } from '../store/port.ts'
import { NOON, someOwnership } from '../store/sample.fixture.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { type Http, openHttp } from './http.ts'
import type { HttpParts } from './parts.ts'

export const HERE: HttpOpening = { address: { host: '127.0.0.1', port: 0 }, tls: undefined }

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  json(): Record<string, unknown>
}

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** @param url its path is sent as it stands, however strange */
export const askAt = async (url: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> => {
  const [, origin = '', path = ''] = /^(http:\/\/[^/]+)(.*)$/.exec(url) ?? []
  const { hostname, port } = new URL(origin)
  const signal = AbortSignal.timeout(5000)
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = request({ hostname, port, path, method, agent: false, signal, headers: { ...length, ...headers } })
  sent.end(body)
  const [answer] = (await once(sent, 'response', { signal })) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const text = bytes.toString()
  const json = (): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>
  return { status: answer.statusCode ?? 0, headers: answer.headers, bytes, text, json }
}

export interface Front {
  readonly store: StorePort
  readonly http: Http
  readonly url: string
  readonly bridge: SigningKey
  readonly owner: SigningKey
  readonly door: DoorId
  readonly logged: readonly string[]
  /** As a page of this origin asks: with its Origin and the cookie, if any. */
  ask(path: string, asking?: Asking & { readonly cookie?: string | undefined }): Promise<Answer>
  /** The token that a page of this origin would sign. */
  sign(key: SigningKey, change?: Partial<SessionClaims>): Promise<string>
  /** Signs in. @returns the cookie as it is sent back */
  enter(key?: SigningKey): Promise<string>
  close(): Promise<void>
}

export const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? ''

const [bridge, owner, doorKey] = [await makeKey(), await makeKey(), await makeKey()]

export const openFront = async (change: Partial<HttpParts> = {}): Promise<Front> => {
  const store = await openSqliteStore(':memory:')
  const door = doorIdOf(doorKey)
  await store.doors.own(door, someOwnership({ owner: owner.thumbprint, ownerKey: owner.jwk }), NOON)
  const logged: string[] = []
  const log = createLog('trace', { write: (line) => logged.push(line) })
  const clock = realClock()
  const http = await openHttp([HERE], { key: bridge, store, clock, log, ports: () => ({ mqtt: 1 }), ...change })
  const url = `http://127.0.0.1:${http.ports[0]}`
  const ask: Front['ask'] = (path, { cookie, headers, ...asking } = {}) => {
    const own = { origin: url, 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) }
    return askAt(url + path, { ...asking, headers: { ...own, ...headers } })
  }
  const sign: Front['sign'] = async (key, changed = {}) => {
    const { nonce } = (await ask('/api/session/challenge', { method: 'POST', body: '{}' })).json()
    const iat = toSeconds(clock.now())
    const claims = { v: 1 as const, iss: key.thumbprint, aud: bridge.thumbprint, jti: String(nonce), iat, origin: url }
    return signToken(SESSION, { ...claims, ...changed }, key)
  }
  return {
    ...{ store, http, url, bridge, owner, door, logged, ask, sign },
    enter: async (key = owner) => {
      const token = await sign(key)
      return cookieOf(await ask('/api/session', { method: 'POST', body: JSON.stringify({ token }) }))
    },
    close: async () => {
      await http.close()
      await store.close()
    },
  }
}
