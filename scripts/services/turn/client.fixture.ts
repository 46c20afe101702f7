// As much of a TURN client as a test needs to ask a relay for a place and to send through it (RFC 8656, RFC 8489).

import { createHash, createHmac, randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'

const COOKIE = 0x2112a442
const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  peer: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  transport: 0x0019,
} as const
const METHOD = { allocate: 0x0003, refresh: 0x0004, permit: 0x0008 } as const
const SEND = 0x0016
const DATA = 0x0017

export interface Place {
  readonly ip: string
  readonly port: number
}

interface Message {
  readonly type: number
  readonly id: Buffer
  readonly attributes: ReadonlyMap<number, Buffer>
}

export interface Credentials {
  readonly username: string
  readonly credential: string
}

/** 0: it was done. Else the error code of RFC 8489 §14.8 or RFC 8656 §19. */
export type Code = number

export interface TurnClient {
  allocate(): Promise<Code>
  refresh(): Promise<Code>
  permit(ip: string): Promise<Code>
  /** Where others reach it, once it has a place. */
  readonly relayed: () => Place
  send(to: Place, text: string): void
  /** Texts that came through the relay. */
  readonly heard: readonly string[]
  close(): void
}

const padded = (value: Buffer): Buffer => Buffer.concat([value, Buffer.alloc((4 - (value.length % 4)) % 4)])
const attribute = (type: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, padded(value)])
}

const write = (type: number, id: Buffer, attributes: readonly Buffer[], more = 0): Buffer => {
  const body = Buffer.concat(attributes)
  const head = Buffer.alloc(8)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(body.length + more, 2)
  head.writeUInt32BE(COOKIE, 4)
  return Buffer.concat([head, id, body])
}

const read = (bytes: Buffer): Message => {
  const attributes = new Map<number, Buffer>()
  for (let at = 20; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2)
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length))
    at += 4 + Math.ceil(length / 4) * 4
  }
  return { type: bytes.readUInt16BE(0), id: bytes.subarray(8, 20), attributes }
}

/** RFC 8489 §14.2. */
const xored = ({ ip, port }: Place): Buffer => {
  const value = Buffer.alloc(8)
  value.writeUInt8(1, 1)
  value.writeUInt16BE(port ^ (COOKIE >>> 16), 2)
  value.writeUInt32BE((ip.split('.').reduce((all, part) => all * 256 + Number(part), 0) ^ COOKIE) >>> 0, 4)
  return value
}
const placeIn = (value: Buffer): Place => {
  const ip = (value.readUInt32BE(4) ^ COOKIE) >>> 0
  const parts = [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255)
  return { ip: parts.join('.'), port: value.readUInt16BE(2) ^ (COOKIE >>> 16) }
}

const codeOf = ({ type, attributes }: Message): Code => {
  if ((type & 0x0110) !== 0x0110) return 0
  const error = attributes.get(ATTRIBUTE.error)
  return error ? (error.readUInt8(2) & 7) * 100 + error.readUInt8(3) : -1
}

/** Asks, and asks once more with the server's nonce when that was missing or stale. */
export const openTurn = (server: Place, { username, credential }: Credentials): TurnClient => {
  const socket: Socket = createSocket('udp4')
  const waiting = new Map<string, (message: Message) => void>()
  const heard: string[] = []
  let realm = ''
  let nonce: Buffer | undefined
  let place: Place | undefined
  socket.on('message', (bytes) => {
    const message = read(bytes)
    if (message.type === DATA) heard.push(message.attributes.get(ATTRIBUTE.data)?.toString() ?? '')
    else waiting.get(message.id.toString('hex'))?.(message)
  })
  const say = (bytes: Buffer): void => socket.send(bytes, server.port, server.ip)

  const ask = (method: number, attributes: readonly Buffer[]): Promise<Message> => {
    const id = randomBytes(12)
    const named = nonce
      ? [
          attribute(ATTRIBUTE.username, Buffer.from(username)),
          attribute(ATTRIBUTE.realm, Buffer.from(realm)),
          attribute(ATTRIBUTE.nonce, nonce),
        ]
      : []
    const all = [...attributes, ...named]
    // RFC 8489 §9.2.2: the key is a hash of name, realm and password.
    const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest()
    const mac = (): Buffer =>
      createHmac('sha1', key)
        .update(write(method, id, all, 24))
        .digest()
    const bytes = nonce ? write(method, id, [...all, attribute(ATTRIBUTE.integrity, mac())]) : write(method, id, all)
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the relay did not answer')), 3000)
      waiting.set(id.toString('hex'), (message) => {
        clearTimeout(late)
        waiting.delete(id.toString('hex'))
        resolve(message)
      })
      say(bytes)
    })
  }
  const asked = async (method: number, attributes: readonly Buffer[]): Promise<Message> => {
    const first = await ask(method, attributes)
    const fresh = first.attributes.get(ATTRIBUTE.nonce)
    if (!fresh || !(codeOf(first) === 438 || (codeOf(first) === 401 && !nonce))) return first
    nonce = Buffer.from(fresh)
    realm = first.attributes.get(ATTRIBUTE.realm)?.toString() ?? ''
    return ask(method, attributes)
  }
  return {
    allocate: async () => {
      const udp = Buffer.from([17, 0, 0, 0])
      const answer = await asked(METHOD.allocate, [attribute(ATTRIBUTE.transport, udp)])
      const relayed = answer.attributes.get(ATTRIBUTE.relayed)
      if (relayed) place = placeIn(relayed)
      return codeOf(answer)
    },
    refresh: async () => codeOf(await asked(METHOD.refresh, [])),
    permit: async (ip) => codeOf(await asked(METHOD.permit, [attribute(ATTRIBUTE.peer, xored({ ip, port: 0 }))])),
    relayed: () => place ?? { ip: '', port: 0 },
    send: (to, text) => {
      const what = [attribute(ATTRIBUTE.peer, xored(to)), attribute(ATTRIBUTE.data, Buffer.from(text))]
      say(write(SEND, randomBytes(12), what))
    },
    heard,
    close: () => socket.close(),
  }
}
