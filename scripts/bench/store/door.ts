// A door that brings one long clip to a clip service, as fast as it is taken, a few parts at a time.

import { Agent, request } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { framePart } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { PART } from '#protocol/clip/part.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { freshClipId } from '#protocol/ids.ts'
import { publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, epochMs, type Hash, millis } from '#protocol/units.ts'

export interface Brought {
  /** Milliseconds from the first byte of each part to its answer. */
  readonly took: readonly number[]
  /** Milliseconds for all of them. */
  readonly all: number
}

export interface Bringing {
  readonly url: string
  readonly parts: number
  /** Sealed bytes of a part. */
  readonly size: number
  readonly atOnce: number
  readonly each: (n: number) => void
}

const LIMIT = 20_000
const AT = epochMs(Date.UTC(2026, 10, 23, 12))

const freshKey = async (): Promise<SigningKey> => {
  const pair = await generateKeyPair('EdDSA', { extractable: true })
  return signingKey(pair.privateKey, publicPart(await exportJWK(pair.publicKey)))
}

const put = (agent: Agent, url: string, type: string, body: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.length }
    const sent = request(url, { method: 'PUT', agent, headers, timeout: LIMIT }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    })
    sent.once('timeout', () => sent.destroy(new HausrechtError('bench_late', 'The clip service did not answer')))
    sent.once('error', reject)
    sent.end(body)
  })

export const bringClip = async ({ url, parts, size, atOnce, each }: Bringing): Promise<Brought> => {
  const [door, clipKey] = [await freshKey(), await freshKey()]
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce, noDelay: true })
  const [id, clip] = [door.thumbprint as DoorId, freshClipId()]
  const at = `${url}/v1/doors/${id}`
  const expect = async (status: Promise<number>): Promise<void> => {
    const got = await status
    if (got >= 300) throw new HausrechtError('bench_refused', `The clip service answered ${got}: see its log`)
  }
  const hash = await hashBytes(new Uint8Array(new TextEncoder().encode('journal')))
  const video = { width: 1280, height: 720, fps: 15, sound: false }
  const sides = { jn: 0, jh: hash, key: clipKey.jwk, recipient: `age1${'q'.repeat(58)}`, video }
  const head = await signToken(CLIP, { v: 1, iss: id, clip, at: AT, why: 'visit', ...sides }, door)
  const owned = { v: 1 as const, iss: id, owner: door.jwk, bridge: door.thumbprint, at: AT }
  await expect(put(agent, `${at}/ownership`, 'text/plain', Buffer.from(await signToken(OWNERSHIP, owned, door))))
  const begin = JSON.stringify({ head, identity: Buffer.alloc(300, 1).toString('base64url') })
  await expect(put(agent, `${at}/clips/${clip}`, 'application/json', Buffer.from(begin)))
  const sealed = new Uint8Array(size)
  crypto.getRandomValues(sealed.subarray(0, 65_536))
  let prev: Hash = await hashText(head)
  let next = 0
  const took: number[] = []
  /** In order, as a chain must be; what they wait for each other is not measured. */
  let turn: Promise<unknown> = Promise.resolve()
  const make = (): Promise<Uint8Array> => {
    const made = turn.then(async () => {
      new DataView(sealed.buffer).setUint32(0, next)
      const whole = sealed.slice()
      const claims = {
        v: 1 as const,
        clip,
        n: next,
        prev,
        what: 'segment' as const,
        hash: await hashBytes(whole),
        size,
        at: AT,
        lasts: millis(1000),
        jn: 0,
      }
      const line = await signToken(PART, claims, clipKey)
      prev = await hashText(line)
      next += 1
      return framePart({ line, sealed: whole })
    })
    turn = made
    return made
  }
  let begun = 0
  const carry = async (): Promise<void> => {
    while (begun < parts) {
      const n = begun
      begun += 1
      const framed = await make()
      const from = performance.now()
      await expect(put(agent, `${at}/clips/${clip}/parts/${n}`, 'application/octet-stream', framed))
      took.push(performance.now() - from)
      each(took.length)
    }
  }
  const from = performance.now()
  try {
    await Promise.all(Array.from({ length: atOnce }, carry))
    return { took, all: performance.now() - from }
  } finally {
    agent.destroy()
  }
}
