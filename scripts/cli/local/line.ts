// The door itself, without a bridge: lines of JSON over its socket on the Pi, or over TCP in the house.

import { createConnection, type Socket } from 'node:net'
import { parseJson } from '#protocol/canonical.ts'
import { type Millis, seconds } from '#protocol/units.ts'
import { fault, usage } from '../spoken.ts'

const CONNECT_LIMIT = seconds(3)
const ANSWER_LIMIT = seconds(40)
const ANSWER_BYTES = 64 * 1024

/** `/path`, `unix:/path`, `host:port` or `[v6]:port`. @throws SpokenError `place_unreadable` */
export const readLocalPlace = (
  text: string,
): { readonly path: string } | { readonly host: string; readonly port: number } => {
  const path = text.replace(/^unix:/, '')
  const [, host = '', port = ''] = /^\[?([^[\]/]+)\]?:(\d{1,5})$/.exec(text) ?? []
  if (port !== '' && Number(port) < 65_536 && host !== 'unix') return { host, port: Number(port) }
  if (path.includes('/')) return { path }
  throw usage('place_unreadable', { place: text.slice(0, 100) })
}

export interface LocalLine {
  /** @throws SpokenError `local_away` when no answer comes */
  ask(said: object, limit?: Millis): Promise<Readonly<Record<string, unknown>>>
  close(): void
}

/** @throws SpokenError `local_away` when nobody is there */
export const openLocalLine = async (text: string): Promise<LocalLine> => {
  const place = readLocalPlace(text)
  const socket = createConnection(place)
  const away = (cause?: unknown): Error => fault('local_away', { place: text }, cause)
  await connected(socket, away)
  let buffered = ''
  let waiting: ((line: string | undefined) => void) | undefined
  socket.setEncoding('utf8')
  socket.on('data', (piece) => {
    buffered += String(piece)
    if (buffered.length > ANSWER_BYTES) socket.destroy()
    const end = buffered.indexOf('\n')
    if (end < 0) return
    const line = buffered.slice(0, end)
    buffered = buffered.slice(end + 1)
    waiting?.(line)
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => waiting?.(undefined))
  const ask = (said: object, limit: Millis): Promise<string | undefined> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), limit)
      const settle = (line: string | undefined): void => {
        clearTimeout(timer)
        waiting = undefined
        resolve(line)
      }
      waiting = settle
      if (socket.destroyed) settle(undefined)
      else socket.write(`${JSON.stringify(said)}\n`)
    })
  return {
    ask: async (said, limit = ANSWER_LIMIT) => {
      const line = await ask(said, limit)
      const answer = line === undefined ? undefined : parseJson(line)
      if (typeof answer !== 'object' || answer === null) throw away()
      return answer as Readonly<Record<string, unknown>>
    },
    close: () => socket.destroy(),
  }
}

const connected = (socket: Socket, away: (cause?: unknown) => Error): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (cause?: unknown): void => {
      socket.destroy()
      reject(away(cause))
    }
    socket.setTimeout(CONNECT_LIMIT, () => failed())
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', failed)
      resolve()
    })
  })
