// Reads multipart JPEG as ffmpeg's mpjpeg muxer writes it (RFC 2046 §5.1, with a Content-length in each part): the
// length says where a picture ends, so its bytes are copied once and never searched.

/** Bytes of one picture: 1080p as raw as a camera can send it. */
export const PICTURE_BYTES = 4 * 1024 * 1024
/** Bytes of the lines before a picture. */
const HEADER_BYTES = 512
const HEADER_END = Buffer.from('\r\n\r\n')

export type Spewed = 'garbage' | 'too_large'

export interface MpjpegReader {
  /** @returns what is wrong with the stream; it cannot be read on after that */
  push(chunk: Uint8Array): Spewed | undefined
}

/** @returns bytes of the picture that follows */
const lengthIn = (header: string): number | undefined => {
  const [boundary, ...lines] = header.replace(/^(\r\n)*/, '').split('\r\n')
  if (!boundary?.startsWith('--')) return undefined
  if (!lines.some((line) => /^content-type: *image\/jpeg *$/i.test(line))) return undefined
  const digits = lines.map((line) => /^content-length: *(\d{1,9}) *$/i.exec(line)?.[1]).find((found) => found)
  return digits === undefined ? undefined : Number(digits)
}

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8

class Reader implements MpjpegReader {
  private readonly picture: (jpeg: Uint8Array) => void
  private readonly header = Buffer.alloc(HEADER_BYTES)
  /** Bytes read of the header, or of the picture while there is a body. */
  private got = 0
  private body: Buffer | undefined
  private wrong: Spewed | undefined

  constructor(picture: (jpeg: Uint8Array) => void) {
    this.picture = picture
  }

  push(chunk: Uint8Array): Spewed | undefined {
    let at = 0
    while (at < chunk.length && !this.wrong) at += this.body ? this.fill(this.body, chunk, at) : this.head(chunk, at)
    return this.wrong
  }

  private fill(body: Buffer, chunk: Uint8Array, at: number): number {
    const part = Math.min(body.length - this.got, chunk.length - at)
    body.set(chunk.subarray(at, at + part), this.got)
    this.got += part
    if (this.got < body.length) return part
    this.body = undefined
    this.got = 0
    if (isJpeg(body)) this.picture(body)
    else this.wrong = 'garbage'
    return part
  }

  private head(chunk: Uint8Array, at: number): number {
    const before = this.got
    const part = Math.min(HEADER_BYTES - before, chunk.length - at)
    this.header.set(chunk.subarray(at, at + part), before)
    this.got += part
    const end = this.header.subarray(0, this.got).indexOf(HEADER_END, Math.max(0, before - HEADER_END.length))
    if (end >= 0) return this.begin(this.header.toString('latin1', 0, end)) + end + HEADER_END.length - before
    if (this.got === HEADER_BYTES) this.wrong = 'garbage'
    return part
  }

  /** Makes room for the picture that the header announces. Pictures outlive the chunk, so each has its own memory. */
  private begin(header: string): 0 {
    const length = lengthIn(header)
    this.got = 0
    if (length === undefined || length < 4) this.wrong = 'garbage'
    else if (length > PICTURE_BYTES) this.wrong = 'too_large'
    else this.body = Buffer.allocUnsafeSlow(length)
    return 0
  }
}

/** @param picture called with each whole picture, in order */
export const createMpjpegReader = (picture: (jpeg: Uint8Array) => void): MpjpegReader => new Reader(picture)
