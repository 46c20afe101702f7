// Numbers in 7-bit bytes and the 14-bit check that ends every message of ours, both ways.
// Firmata has no check of its own; without one a flipped bit could read as `home` or as an unlock.

/** Least significant 7 bits first. `value` must fit in `bytes` * 7 bits. */
export function pack(value: number, bytes: number): number[] {
  const out: number[] = []
  for (let index = 0; index < bytes; index++) out.push(Math.floor(value / 2 ** (7 * index)) % 128)
  return out
}

/** Reads `bytes` 7-bit bytes at `at`; the caller has checked the length. */
export function unpack(body: readonly number[], at: number, bytes: number): number {
  let value = 0
  for (let index = bytes - 1; index >= 0; index--) value = value * 128 + (body[at + index] ?? 0)
  return value
}

/** CRC-16/XMODEM (polynomial 0x1021, start 0) over 7-bit bytes, lowest 14 bits. avr-libc: `_crc_xmodem_update`. */
export function check(bytes: readonly number[]): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc & 0x3fff
}

/** `[number, ...body, check low, check high]`: what goes between START_SYSEX and END_SYSEX. */
export function seal(message: number, body: readonly number[]): number[] {
  return [message, ...body, ...pack(check([message, ...body]), 2)]
}

/** The body when the length is as expected, every byte is 7-bit and the check holds. */
export function unseal(message: number, data: readonly number[], length: number): readonly number[] | undefined {
  if (data.length !== length + 2) return undefined
  if (!data.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 128)) return undefined
  const body = data.slice(0, length)
  return check([message, ...body]) === unpack(data, length, 2) ? body : undefined
}
