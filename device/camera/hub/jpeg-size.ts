// Width and height out of a JPEG's frame header (ITU-T T.81 §B.2.2), without decoding anything.

const MARKER = 0xff
/** Markers that start a frame: SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
const isFrame = (code: number): boolean => code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code)
const START_OF_SCAN = 0xda

/** @returns undefined when there is none before the picture itself begins */
export const jpegSize = (jpeg: Uint8Array): { readonly width: number; readonly height: number } | undefined => {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
  let at = 2
  while (at + 9 <= jpeg.length && view.getUint8(at) === MARKER) {
    const code = view.getUint8(at + 1)
    if (code === START_OF_SCAN) return undefined
    if (isFrame(code)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    // A marker may be preceded by any number of fill bytes (§B.1.1.2).
    at += code === MARKER ? 1 : 2 + view.getUint16(at + 2)
  }
  return undefined
}
