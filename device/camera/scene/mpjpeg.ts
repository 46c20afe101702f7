// Pictures one after the other in one stream, as ffmpeg's mpjpeg muxer writes them: RFC 2046 §5.1.1 with a fixed boundary.

const BOUNDARY = '--ffmpeg\r\n'
const END_OF_LINE = Buffer.from('\r\n')

/** Before the first picture. */
export const MPJPEG_START: Uint8Array = Buffer.from(BOUNDARY)

/** One picture and the boundary after it, so that a reader has it whole at once. */
export const mpjpegPart = (jpeg: Uint8Array): Uint8Array =>
  Buffer.concat([
    Buffer.from(`Content-type: image/jpeg\r\nContent-length: ${jpeg.length}\r\n\r\n`),
    jpeg,
    END_OF_LINE,
    MPJPEG_START,
  ])
