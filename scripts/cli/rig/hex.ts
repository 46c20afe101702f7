// Intel HEX, as far as an ATmega328P needs it: 16-bit addresses, records 00 (data) and 01 (end). Pure.

/** All of its flash. */
const FLASH = 32_768
const RECORD = /^:((?:[0-9a-f]{2}){5,})$/i
const DATA = 0
const END = 1
/** Where a program starts: avrdude passes over them too. */
const START = [3, 5]
const LINE = 16

const isWhole = (record: Uint8Array): boolean =>
  record[0] === record.length - 5 && record.reduce((sum, byte) => (sum + byte) & 0xff, 0) === 0

/** Bytes of a text at their places, the others erased; undefined when it is none, or is cut off, or has a wrong byte. */
export const bytesOf = (text: string): Uint8Array | undefined => {
  const bytes = new Uint8Array(FLASH).fill(0xff)
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const record = Buffer.from(RECORD.exec(line.trim())?.[1] ?? '', 'hex')
    const [, high = 0, low = 0, kind] = record
    const [at, data] = [high * 256 + low, record.subarray(4, -1)]
    if (!isWhole(record) || at + data.length > FLASH) return undefined
    if (kind === END) return bytes
    if (kind === DATA) bytes.set(data, at)
    else if (kind === undefined || !START.includes(kind)) return undefined
  }
  return undefined
}

const record = (address: number, bytes: Uint8Array): string => {
  const body = [bytes.length, address >> 8, address & 0xff, DATA, ...bytes]
  const sum = body.reduce((total, byte) => (total + byte) & 0xff, 0)
  return `:${Buffer.from([...body, (256 - sum) & 0xff])
    .toString('hex')
    .toUpperCase()}\n`
}

/** Of the bytes from 0 on, without what is erased after them. */
export const toHex = (bytes: Uint8Array): string => {
  const used = bytes.findLastIndex((byte) => byte !== 0xff) + 1
  const lines = Array.from({ length: Math.ceil(used / LINE) }, (_, at) =>
    record(at * LINE, bytes.subarray(at * LINE, Math.min(used, (at + 1) * LINE))),
  )
  return `${lines.join('')}:00000001FF\n`
}
