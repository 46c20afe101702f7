// MQTT packets as bytes, for those who do not keep to it.

import { connect, type Socket } from 'node:net'
import { within } from './wait.ts'

const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** A packet: its first byte, its length as MQTT writes it, its body. */
export const packet = (first: number, body: Buffer): Buffer => {
  const length: number[] = []
  let left = body.length
  do {
    const more = left >= 128
    length.push((left % 128) | (more ? 0x80 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Buffer.concat([Buffer.from([first, ...length]), body])
}

export interface RawConnect {
  readonly clientId: string
  readonly username?: string
  readonly password?: string
  readonly keepalive?: number
  readonly flags?: number
}

export const connectPacket = ({ clientId, username = '', password = '', keepalive = 30, flags = 0xc2 }: RawConnect) =>
  packet(
    0x10,
    Buffer.concat([
      text('MQTT'),
      Buffer.from([4, flags, keepalive >> 8, keepalive & 0xff]),
      text(clientId),
      text(username),
      text(password),
    ]),
  )

export const publishPacket = (topic: string, payload: Buffer | string, id = 1): Buffer =>
  packet(0x32, Buffer.concat([text(topic), Buffer.from([id >> 8, id & 0xff]), Buffer.from(payload)]))

export const subscribePacket = (topic: string, id = 1): Buffer =>
  packet(0x82, Buffer.concat([Buffer.from([id >> 8, id & 0xff]), text(topic), Buffer.from([1])]))

export interface RawSocket {
  readonly socket: Socket
  /** Bytes received so far. */
  received(): Buffer
  readonly closed: Promise<void>
  end(): Promise<void>
}

/** A bare TCP connection. */
export const rawSocket = async (port: number): Promise<RawSocket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })
  const opened = new Promise<void>((resolve) => {
    socket.once('connect', () => resolve())
  })
  await within(Promise.race([opened, closed]), 'a TCP connection')
  return {
    socket,
    received: () => Buffer.concat(chunks),
    closed,
    end: async () => {
      socket.destroy()
      await within(closed, 'the end of a socket')
    },
  }
}
