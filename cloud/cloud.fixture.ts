// A clip service on a real socket over a real folder, a door that brings clips, and an owner who asks.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CLOUD_REQUEST, type CloudRequest } from '#protocol/clip/cloud.ts'
import { CLIP_END } from '#protocol/clip/end.ts'
import { framePart } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { type ClipPart, PART } from '#protocol/clip/part.ts'
import type { Clock } from '#protocol/clock.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { freshClipId, freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { signToken } from '#protocol/token.ts'
import { type ClipId, type DoorId, type EpochMs, epochMs, type Hash, millis, toSeconds } from '#protocol/units.ts'
import { doorIdOf, makeKey } from '#test/support/people.ts'
import { readConfig } from './config/config.ts'
import { createLog } from './log/log.ts'
import { type Cloud, openCloud } from './open.ts'

export const NOON = epochMs(Date.UTC(2026, 10, 23, 12))
export const DAY = 86_400_000
const RECIPIENT = `age1${'q'.repeat(58)}`
const CHAIN = 'A'.repeat(43) as Hash

/** Wall clock by hand; nothing comes by itself. */
export class HandClock implements Clock {
  at: EpochMs = NOON
  now(): EpochMs {
    return this.at
  }
  monotonic() {
    return millis(performance.now())
  }
  after() {
    return () => undefined
  }
  every() {
    return () => undefined
  }
}

export interface Place {
  readonly cloud: Cloud
  readonly url: string
  readonly clock: HandClock
  readonly folder: string
  readonly logged: string[]
  close(): Promise<void>
}

/** @param folder of another one, to share its store and key; made and removed when left out */
export const openPlace = async (toml = 'open = true', folder?: string): Promise<Place> => {
  const at = folder ?? mkdtempSync(join(tmpdir(), 'hausrecht-cloud-'))
  const own = [`key = "${join(at, 'key.json')}"`, 'listen = "127.0.0.1:0"']
  const config = readConfig([...own, toml, '[store]', `folder = "${join(at, 'store')}"`].join('\n'), 'cloud.toml')
  const logged: string[] = []
  const clock = new HandClock()
  const cloud = await openCloud(config, createLog('trace', { write: (line) => logged.push(line) }), clock)
  const close = async (): Promise<void> => {
    await cloud.close()
    if (folder === undefined) rmSync(at, { recursive: true })
  }
  return { cloud, url: `http://127.0.0.1:${cloud.port}`, clock, folder: at, logged, close }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** The body as JSON; empty where it is none. */
  readonly json: Record<string, unknown>
}

export const ask = async (
  method: string,
  url: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const type =
    typeof body === 'string' ? (body.startsWith('{') ? 'application/json' : 'text/plain') : 'application/octet-stream'
  const response = await fetch(url, {
    method,
    headers: body === undefined ? headers : { 'content-type': type, ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(10_000),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  let json: Record<string, unknown> = {}
  try {
    json = JSON.parse(bytes.toString()) as Record<string, unknown>
  } catch {
    // Bytes or text.
  }
  return { status: response.status, headers: response.headers, bytes, json }
}

/** A door, its owner, and what they sign. */
export interface Household {
  readonly door: DoorId
  readonly doorKey: SigningKey
  readonly owner: SigningKey
  ownership(at?: number): Promise<string>
  /** A token for `Authorization`. */
  wish(service: SigningKey, act: CloudRequest['act'], change?: Partial<CloudRequest>): Promise<string>
  film(change?: { at?: number; clip?: ClipId }): Promise<Film>
}

export interface Film {
  readonly clip: ClipId
  readonly key: SigningKey
  readonly head: string
  readonly identity: string
  part(n: number, change?: Partial<ClipPart>, size?: number): Promise<Uint8Array<ArrayBuffer>>
  end(by?: 'recorder' | 'door', parts?: number): Promise<string>
}

export const makeHousehold = async (): Promise<Household> => {
  const [doorKey, owner] = await Promise.all([makeKey(), makeKey('ES256')])
  const door = doorIdOf(doorKey)
  return {
    door,
    doorKey,
    owner,
    ownership: (at = NOON - DAY) =>
      signToken(OWNERSHIP, { v: 1, iss: door, owner: owner.jwk, bridge: owner.thumbprint, at: epochMs(at) }, doorKey),
    wish: async (service, act, change = {}) => {
      const claims = {
        v: 1 as const,
        iss: owner.thumbprint,
        aud: service.thumbprint,
        jti: freshId(),
        iat: toSeconds(NOON),
        door,
        act,
      }
      return `Hausrecht ${await signToken(CLOUD_REQUEST, { ...claims, ...change }, owner)}`
    },
    film: ({ at = NOON, clip = freshClipId() } = {}) => makeFilm(doorKey, clip, epochMs(at)),
  }
}

const makeFilm = async (doorKey: SigningKey, clip: ClipId, at: EpochMs): Promise<Film> => {
  const key = await makeKey()
  const video = { width: 320, height: 180, fps: 15, sound: false }
  const sides = { iss: doorIdOf(doorKey), jn: 0, jh: CHAIN, key: key.jwk, recipient: RECIPIENT, video }
  const head = await signToken(CLIP, { v: 1, clip, at, why: 'visit', ...sides }, doorKey)
  return {
    clip,
    key,
    head,
    identity: Buffer.alloc(200, 7).toString('base64url'),
    part: async (n, change = {}, size = 1000) => {
      const sealed = new Uint8Array(size).fill(n % 251)
      const claims: ClipPart = {
        v: 1,
        clip,
        n,
        prev: await hashText(head),
        what: n === 0 ? 'init' : 'segment',
        hash: await hashBytes(sealed),
        size,
        at,
        lasts: millis(n === 0 ? 0 : 1000),
        jn: 0,
        ...change,
      }
      return framePart({ line: await signToken(PART, claims, key), sealed })
    },
    end: async (by = 'recorder', parts = 2) => {
      const claims = { v: 1 as const, clip, parts, last: CHAIN, lasts: millis(1000), at, by }
      return signToken(CLIP_END, claims, by === 'door' ? doorKey : key)
    },
  }
}

/** Brings ownership, head, parts and end; the URL of the clip. */
export const bring = async (url: string, house: Household, film: Film, parts = 2): Promise<string> => {
  const door = `${url}/v1/doors/${house.door}`
  const clip = `${door}/clips/${film.clip}`
  const answers = [
    await ask('PUT', `${door}/ownership`, await house.ownership()),
    await ask('PUT', clip, JSON.stringify({ head: film.head, identity: film.identity })),
  ]
  for (let n = 0; n < parts; n += 1) answers.push(await ask('PUT', `${clip}/parts/${n}`, await film.part(n)))
  answers.push(await ask('PUT', `${clip}/end`, await film.end('recorder', parts)))
  const bad = answers.find(({ status }) => status !== 201 && status !== 204)
  if (bad) throw new Error(`${bad.status} ${bad.bytes.toString()}`)
  return clip
}
