// A push service on loopback and browsers subscribed at it. It opens what it gets as a browser would, by RFC 8291 and
// RFC 8188 written down here once more, and checks by RFC 8292 who sent it.

import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { importJWK, jwtVerify } from 'jose'
import { type PushMessage, PushMessageSchema, type PushTarget } from '#protocol/push.ts'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface PushService {
  readonly origin: string
  readonly received: readonly Received[]
  /** What it answers from now on, in this order; the last one stays. */
  answer(...answers: readonly Answer[]): void
  close(): Promise<void>
}

export const startService = async (): Promise<PushService> => {
  const received: Received[] = []
  let answers: readonly Answer[] = [{ status: 201 }]
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) })
      const [{ status, headers } = { status: 201 }, ...rest] = answers
      if (rest.length > 0) answers = rest
      response.writeHead(status, { ...headers }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (...next) => {
      answers = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface SubscribedBrowser {
  readonly target: PushTarget
  open(body: Buffer): PushMessage
  /** As text, with its padding. */
  decrypt(body: Buffer): string
}

const hmac = (key: Buffer, ...parts: readonly (Buffer | string)[]): Buffer => {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

export const subscribeAt = (service: Pick<PushService, 'origin'>, name = 'browser'): SubscribedBrowser => {
  const ecdh = createECDH('prime256v1')
  const own = ecdh.generateKeys()
  const auth = randomBytes(16)
  const decrypt = (body: Buffer): string => {
    // RFC 8188 §2.1: salt, record size, length of the key id, key id.
    const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)]
    const theirs = body.subarray(21, 21 + keyLength)
    const sealed = body.subarray(21 + keyLength)
    // RFC 8291 §3.4.
    const ikm = hmac(hmac(auth, ecdh.computeSecret(theirs)), 'WebPush: info\0', own, theirs, '\x01')
    const prk = hmac(salt, ikm)
    const key = hmac(prk, 'Content-Encoding: aes128gcm\0', '\x01').subarray(0, 16)
    const nonce = hmac(prk, 'Content-Encoding: nonce\0', '\x01').subarray(0, 12)
    const decipher = createDecipheriv('aes-128-gcm', key, nonce)
    decipher.setAuthTag(sealed.subarray(-16))
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
    // RFC 8188 §2: the last record ends in 2, then zeros.
    return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')
  }
  return {
    target: {
      endpoint: `${service.origin}/push/${name}`,
      p256dh: own.toString('base64url'),
      auth: auth.toString('base64url'),
    },
    decrypt,
    open: (body) => PushMessageSchema.parse(JSON.parse(decrypt(body))),
  }
}

/** RFC 8292 §2: `vapid t=JWT, k=key`. @throws when it is not by that key, for that service and of now */
export const senderOf = async (received: Received, origin: string): Promise<{ key: string; subject: unknown }> => {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(\S+)$/.exec(received.headers.authorization ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const coordinate = (at: number): string => point.subarray(at, at + 32).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }
  const options = { audience: origin, algorithms: ['ES256'] }
  const { payload } = await jwtVerify(token, await importJWK(jwk, 'ES256'), options)
  return { key, subject: payload.sub }
}
