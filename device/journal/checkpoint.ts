// Checkpoints: the memory at one entry, signed by the door, so that a start need not fold the whole journal.
// Never the truth: it counts only while the journal holds the line it names.

import { readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Head } from '#protocol/entry.ts'
import { DoorIdSchema, HashSchema } from '#protocol/ids.ts'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import { openToken, signToken, type TokenKind } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import { replaceFile } from './durable.ts'
import { hashLine } from './line.ts'
import type { Memory } from './memory.ts'
import { readMemory, writeMemory } from './memory-text.ts'

const ClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  n: z.int().min(0),
  /** Hash of line `n`, which starts at this byte of this segment. */
  hash: HashSchema,
  segment: z.int().min(0),
  offset: z.int().min(0),
  /** Hash of the memory's text, which is the file's second line. */
  memory: HashSchema,
})

const CHECKPOINT: TokenKind<z.infer<typeof ClaimsSchema>> = {
  typ: 'checkpoint+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: ClaimsSchema,
}

/** Where line `n` starts. */
export interface LinePlace {
  readonly segment: number
  readonly offset: number
}

export interface Checkpoint {
  readonly head: Head
  readonly place: LinePlace
  readonly memory: Memory
}

/** The newest and the one before, should the newest not be readable. */
const KEPT = 2

const nameOf = (n: number): string => `checkpoint-${String(n).padStart(9, '0')}.txt`

const listCheckpoints = async (folder: string): Promise<number[]> => {
  const numbers = (await readdir(folder)).flatMap((name) => /^checkpoint-(\d{9,15})\.txt$/.exec(name)?.[1] ?? [])
  return numbers.map(Number).sort((a, b) => b - a)
}

export const writeCheckpoint = async (
  folder: string,
  { head, place, memory }: Checkpoint,
  key: SigningKey,
): Promise<void> => {
  const text = writeMemory(memory)
  const token = await signToken(
    CHECKPOINT,
    { v: 1, iss: key.thumbprint as DoorId, n: head.n, hash: head.hash, ...place, memory: hashLine(text) },
    key,
  )
  await replaceFile(join(folder, nameOf(head.n)), `${token}\n${text}\n`)
  const old = (await listCheckpoints(folder)).filter((n) => n <= head.n).slice(KEPT)
  for (const n of old) await unlink(join(folder, nameOf(n)))
}

/** @returns the newest that the door signed and that is whole; others are passed over */
export const newestCheckpoint = async (folder: string, key: VerifyKey): Promise<Checkpoint | undefined> => {
  for (const n of await listCheckpoints(folder)) {
    const checkpoint = await readCheckpoint(join(folder, nameOf(n)), key)
    if (checkpoint) return checkpoint
  }
  return undefined
}

const readCheckpoint = async (path: string, key: VerifyKey): Promise<Checkpoint | undefined> => {
  const [token = '', text = '', end, ...more] = (await readFile(path, 'utf8').catch(() => '')).split('\n')
  if (end !== '' || more.length > 0) return undefined
  const opened = await openToken(CHECKPOINT, token, key)
  if (!opened.ok || opened.claims.iss !== key.thumbprint || opened.claims.memory !== hashLine(text)) return undefined
  const memory = readMemory(text)
  const { n, hash, segment, offset } = opened.claims
  return memory && { head: { n, hash }, place: { segment, offset }, memory }
}
