// A zip archive whose files are only stored (PKWARE APPNOTE 6.3.10): films and ages do not shrink. Made of blobs, so
// that the browser, not the page's memory, holds what is large.

import { HausrechtError } from '#protocol/fault.ts'

export interface ZipFile {
  /** Below the archive's root, with slashes. */
  readonly path: string
  readonly data: Blob
}

/** Larger ones need Zip64, which is not written here. */
const BYTES_MOST = 0xffff_ffff
const FILES_MOST = 0xffff
const VERSION = 20
/** Bit 11: names are UTF-8. */
const FLAGS = 0x800

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

/** CRC-32 (ISO 3309), to be gone on with. */
export const crc32 = (bytes: Uint8Array, before = 0): number => {
  let value = ~before >>> 0
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return ~value >>> 0
}

const crcOf = async (data: Blob): Promise<number> => {
  const reader = data.stream().getReader()
  let value = 0
  for (;;) {
    const { done, value: bytes } = await reader.read()
    if (done) return value
    value = crc32(bytes, value)
  }
}

/** MS-DOS date and time, of UTC. */
const dosTime = (at: number): { readonly time: number; readonly date: number } => {
  const day = new Date(at)
  const time = (day.getUTCHours() << 11) | (day.getUTCMinutes() << 5) | (day.getUTCSeconds() >> 1)
  return { time, date: ((day.getUTCFullYear() - 1980) << 9) | ((day.getUTCMonth() + 1) << 5) | day.getUTCDate() }
}

type Field = readonly [size: 2 | 4, value: number]

const record = (...fields: readonly Field[]): Uint8Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)))
  let at = 0
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += size
  }
  return new Uint8Array(view.buffer)
}

const common = (crc: number, size: number, name: number, { time, date }: ReturnType<typeof dosTime>): Field[] => [
  [2, VERSION],
  [2, FLAGS],
  [2, 0],
  [2, time],
  [2, date],
  [4, crc],
  [4, size],
  [4, size],
  [2, name],
  [2, 0],
]

/** @param at of its files, milliseconds since 1970 @throws HausrechtError `zip_too_large` */
export const zip = async (files: readonly ZipFile[], at: number): Promise<Blob> => {
  const when = dosTime(at)
  const [body, directory]: [BlobPart[], BlobPart[]] = [[], []]
  let [offset, listed] = [0, 0]
  for (const { path, data } of files) {
    const name = new TextEncoder().encode(path)
    if (offset + data.size > BYTES_MOST || files.length > FILES_MOST)
      throw new HausrechtError('zip_too_large', 'The archive is too large for a browser: export it on a computer.')
    const fields = common(await crcOf(data), data.size, name.length, when)
    const local = record([4, 0x04034b50], ...fields)
    const attributes: Field[] = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]
    const entry = record([4, 0x02014b50], [2, VERSION], ...fields, ...attributes)
    body.push(local, name, data)
    directory.push(entry, name)
    offset += local.length + name.length + data.size
    listed += entry.length + name.length
  }
  const count = files.length
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, listed], [4, offset], [2, 0])
  return new Blob([...body, ...directory, end], { type: 'application/zip' })
}
