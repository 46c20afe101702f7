// What spool and uploader tests share: a folder that goes away, heads and parts that look like real ones.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type FramedPart, framePart } from '#protocol/clip/framing.ts'
import { freshClipId } from '#protocol/ids.ts'
import type { ClipId } from '#protocol/units.ts'
import { type OpenSpool, openSpool, type SpoolOptions } from './spool.ts'

export const silent = pino({ level: 'silent' })

export const withFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const parent = mkdtempSync(join(tmpdir(), 'hausrecht-spool-'))
  try {
    await use(join(parent, 'clips'))
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

const coded = (claims: unknown): string => Buffer.from(JSON.stringify(claims)).toString('base64url')

/** A head as far as the spool looks into it. */
export const headAt = (jn: number, at = 1_767_225_600_000): string =>
  `${coded({ typ: 'clip+jwt' })}.${coded({ jn, at })}.sig`

export const IDENTITY = new TextEncoder().encode('age-encryption.org/v1\n-> X25519 …')

export const lineOf = (clip: ClipId, n: number): string => `line.${clip}.${n}`

/** A framed part; its bytes tell whose they are. */
export const partOf = (clip: ClipId, n: number, size = 3000): Uint8Array<ArrayBuffer> => {
  const part: FramedPart = { line: lineOf(clip, n), sealed: new Uint8Array(size).fill(n % 251) }
  return framePart(part)
}

export interface Dropped {
  readonly clip: ClipId
  readonly bytes: number
}

export const openIn = async (
  folder: string,
  options: Partial<SpoolOptions> = {},
): Promise<OpenSpool & { readonly drops: Dropped[] }> => {
  const drops: Dropped[] = []
  const dropped = (clip: ClipId, bytes: number): void => void drops.push({ clip, bytes })
  const bounds = { floor: 0, ...options.bounds }
  const spool = await openSpool({ folder, bytes: 64 * 1024 * 1024, log: silent, dropped, ...options, bounds })
  return { ...spool, drops }
}

/** A clip of so many parts, ended unless told otherwise. */
export const record = async (
  spool: OpenSpool,
  parts: number,
  { jn = 1, size = 3000, end = true, clip = freshClipId() } = {},
): Promise<ClipId> => {
  await spool.begin(clip, headAt(jn), IDENTITY)
  for (let n = 0; n < parts; n += 1) await spool.write(clip, n, partOf(clip, n, size))
  if (end) await spool.end(clip, `end.${clip}`)
  return clip
}

export const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as { code?: string }).code,
  )

/** Every file below a folder, as `clip/name`. */
export const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort()
