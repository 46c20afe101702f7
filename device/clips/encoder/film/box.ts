// Boxes of ISO/IEC 14496-12 §4.2, put together from numbers and bytes.

const encoder = new TextEncoder()

export const bytesOf = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const u8 = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
export const u16 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [(value >>> 8) & 0xff, value & 0xff]))
export const u32 = (...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value)
  return new Uint8Array(view.buffer)
}
export const u64 = (value: number): Uint8Array => u32(Math.floor(value / 2 ** 32), value % 2 ** 32)
export const ascii = (text: string): Uint8Array => encoder.encode(text)
export const zeros = (count: number): Uint8Array => new Uint8Array(count)

export const box = (type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const length = content.reduce((sum, part) => sum + part.length, 8)
  return bytesOf(u32(length), ascii(type), ...content)
}

/** A FullBox (§4.2.2). */
export const versioned = (type: string, version: number, flags: number, ...content: readonly Uint8Array[]) =>
  box(type, u32(version * 2 ** 24 + flags), ...content)
