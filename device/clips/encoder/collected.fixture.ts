// Takes an encoding's pieces as they come, with a deadline.

import * as assert from 'uvu/assert'
import type { Encoding, Piece } from '../port.ts'
import { sleep } from './hub.fixture.ts'

export type { Piece } from '../port.ts'
export type Segment = Extract<Piece, { what: 'segment' }>

export const concat = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)

export interface Collected {
  readonly pieces: readonly Piece[]
  segments(): readonly Segment[]
  /** Waits for so many segments. */
  until(count: number, deadline?: number): Promise<void>
  /** All of them, once the encoding has ended. */
  readonly all: Promise<void>
}

export const within = async <T>(ms: number, what: string, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export const collect = (encoding: Encoding): Collected => {
  const pieces: Piece[] = []
  const segments = (): Segment[] => pieces.filter((piece) => piece.what === 'segment')
  const all = (async () => {
    for await (const piece of encoding.pieces) pieces.push(piece)
  })()
  return {
    pieces,
    segments,
    all,
    until: async (count, deadline = 10_000) => {
      for (let waited = 0; segments().length < count; waited += 10) {
        assert.ok(waited < deadline, `${segments().length} of ${count} segments after ${deadline} ms`)
        await sleep(10)
      }
    },
  }
}
