// Intel HEX to program memory. Owns the file format; knows no chip beyond the flash size.

import { HausrechtError } from '#protocol/fault.ts'

/** Flash of an ATmega328P in bytes. */
export const FLASH_BYTES = 32_768

const broken = (line: number, why: string): HausrechtError =>
  new HausrechtError('sim_hex_broken', `line ${line} of the hex file ${why}: build the firmware again`)

const record = (text: string, line: number): Uint8Array => {
  if (!/^:([0-9a-f]{2}){5,}$/i.test(text)) throw broken(line, 'is not a record')
  const bytes = Uint8Array.from(Buffer.from(text.slice(1), 'hex'))
  if (bytes[0] !== bytes.length - 5) throw broken(line, 'has a wrong length')
  if (bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) throw broken(line, 'has a wrong checksum')
  return bytes
}

const store = (flash: Uint8Array, bytes: Uint8Array, line: number): void => {
  const address = ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)
  const body = bytes.subarray(4, -1)
  if (address + body.length > FLASH_BYTES) throw broken(line, 'lies beyond the flash')
  flash.set(body, address)
}

/**
 * Reads Intel HEX records 00 (data) and 01 (end); 03 and 05 (start address) are skipped.
 * @returns 16-bit words of flash; unused ones are 0xffff as in an erased chip
 * @throws HausrechtError sim_hex_broken
 */
export const parseHex = (text: string): Uint16Array => {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff)
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const bytes = record(line.trim(), index + 1)
    const kind = bytes[3]
    if (kind === 1) return new Uint16Array(flash.buffer)
    if (kind === 0) store(flash, bytes, index + 1)
    else if (kind !== 3 && kind !== 5) throw broken(index + 1, 'has a record type this chip does not need')
  }
  throw new HausrechtError('sim_hex_broken', 'the hex file has no end record: build the firmware again')
}
