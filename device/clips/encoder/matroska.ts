// Pictures with their times for ffmpeg: the least of Matroska (RFC 9559) that it reads without waiting for more.
// Every cluster holds one picture and says how long it is, so that the picture can be read before the next one comes.

import type { Size } from '../../camera/picture/picture.ts'

const TRACK_NUMBER = 0x81
const KEY_FRAME = 0x80
const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex')
/** TrackType, RFC 9559 §5.1.4.1.3. */
const VIDEO = 1

const size = (length: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes[0] = 1
  bytes.writeUIntBE(length, 2, 6)
  return bytes
}

const element = (id: string, ...content: readonly Uint8Array[]): Buffer => {
  const length = content.reduce((sum, { length: part }) => sum + part, 0)
  return Buffer.concat([Buffer.from(id, 'hex'), size(length), ...content])
}

const number = (id: string, value: number): Buffer => {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(value, 0, 6)
  return element(id, bytes)
}

const text = (id: string, value: string): Buffer => element(id, Buffer.from(value))

/** @param fps what the bit rate is reckoned with; the times are those of the pictures */
export const matroskaHead = ({ width, height }: Size, fps: number): Uint8Array => {
  const ebml = [number('42f7', 1), number('42f2', 4), number('42f3', 8), text('4282', 'matroska')]
  const info = [number('2ad7b1', 1_000_000), text('4d80', 'hausrecht'), text('5741', 'hausrecht')]
  const track = [
    ...[number('d7', 1), number('73c5', 1), number('83', VIDEO), number('9c', 0), text('86', 'V_MJPEG')],
    number('23e383', Math.round(1e9 / fps)),
    element('e0', number('b0', width), number('ba', height)),
  ]
  return Buffer.concat([
    element('1a45dfa3', number('4286', 1), ...ebml, number('4287', 4), number('4285', 2)),
    ...[Buffer.from('18538067', 'hex'), UNKNOWN_SIZE],
    element('1549a966', ...info),
    element('1654ae6b', element('ae', ...track)),
  ])
}

/** What comes before a picture's own bytes. @param t milliseconds @param length of the picture */
export const matroskaBefore = (t: number, length: number): Uint8Array => {
  const block = Buffer.from([TRACK_NUMBER, 0, 0, KEY_FRAME])
  const time = number('e7', t)
  const opening = Buffer.concat([Buffer.from('a3', 'hex'), size(block.length + length), block])
  return Buffer.concat([
    ...[Buffer.from('1f43b675', 'hex'), size(time.length + opening.length + length), time],
    opening,
  ])
}
