// Opens an image as a stream of its bare bytes. A program that unpacks and fails is a fault, however far it got.

import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { flashFault } from '../words.ts'
import type { Unpacker } from './format.ts'

const BLOCK = 1024 * 1024

/**
 * @throws SpokenError `image_broken` when it ends early or is damaged, `program_missing`
 */
export async function* openImage(path: string, unpacker: Unpacker | undefined): AsyncGenerator<Buffer, void, void> {
  if (unpacker === undefined) {
    yield* createReadStream(path, { highWaterMark: BLOCK }) as AsyncIterable<Buffer>
    return
  }
  const child = spawn(unpacker.program, [...unpacker.args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    said = (said + piece).slice(-400)
  })
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve)
    child.once('close', (code) => resolve(code ?? 1))
  })
  try {
    yield* child.stdout as AsyncIterable<Buffer>
    const end = await ended
    if (end instanceof Error) {
      throw flashFault('program_missing', { program: unpacker.program, package: unpacker.from }, end)
    }
    if (end !== 0) throw flashFault('image_broken', { path, detail: said.trim() })
  } finally {
    child.kill('SIGKILL')
  }
}

/** Pieces of one size but for the last, so that writing and reading go in whole blocks. */
export async function* inBlocks(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer, void, void> {
  let held: Buffer[] = []
  let length = 0
  for await (const piece of pieces) {
    held.push(piece)
    length += piece.length
    if (length < bytes) continue
    const all = Buffer.concat(held)
    let at = 0
    for (; at + bytes <= all.length; at += bytes) yield all.subarray(at, at + bytes)
    held = [all.subarray(at)]
    length = all.length - at
  }
  if (length > 0) yield Buffer.concat(held)
}
