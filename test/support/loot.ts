// What a thief looks for in what he carried away: the forms by which pictures, films and keys are known, wherever they
// lie in a file.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const ZERO = String.fromCharCode(0)
const ONE = String.fromCharCode(1)

/** Long enough that sealed bytes, which look like chance, do not hit them in a test's lifetime. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'a JPEG': /\xff\xd8\xff(?:\xe0..JFIF|\xe1..Exif|\xdb.\x43|\xfe..Lavc)/s,
  'an MP4 file': /ftyp(?:iso[m2-6]|mp4\d|avc1)/,
  'a piece of an MP4 film': /moof....mfhd/s,
  'an H.264 stream': new RegExp(`${ZERO}{3}${ONE}[g'][BMd][^]{1,60}${ZERO}${ZERO}${ONE}[h(]`),
  'an H.264 configuration': new RegExp(`avcC${ONE}[BMd]`),
  'a Matroska film': /E\xdf\xa3.{0,40}matroska/s,
  'an age identity': /AGE-SECRET-KEY-1[0-9A-Z]{10}/i,
  'a private key': /"d"\s*:\s*"[\w-]{20}|BEGIN [A-Z ]*PRIVATE KEY/,
}

/** @returns names of the forms that are in it */
export const plainIn = (bytes: Uint8Array | string): readonly string[] => {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1')
  return Object.keys(FORMS).filter((name) => FORMS[name]?.test(text))
}

export interface Loot {
  readonly path: string
  readonly bytes: Buffer
}

/** Every file below these folders; those that go away meanwhile are left out. */
export const lootOf = async (...folders: readonly string[]): Promise<readonly Loot[]> => {
  const found: Loot[] = []
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const bytes = await readFile(path).catch(() => undefined)
      if (bytes) found.push({ path, bytes })
    }
  }
  return found
}
