// The init segment: what a player must know before the first picture (ISO/IEC 14496-12 §8, 14496-15 §5.4).

import type { Size } from '../../../camera/picture/picture.ts'
import { ascii, box, bytesOf, u8, u16, u32, versioned, zeros } from './box.ts'

export const PICTURES = 1
export const SOUND = 2
/** Units of time in a second: those of the pictures' times, and one a sample of sound. */
export const PICTURE_SCALE = 1000
export const SOUND_SCALE = 48_000

/** 14496-3 §1.6.2: AAC low complexity, 48 kHz, one channel. */
const AUDIO_SPECIFIC = u8(0x11, 0x88)
/** "und", ISO 639-2 in three times five bits. */
const LANGUAGE = 0x55c4
const FIXED_ONE = 0x10000
const MATRIX = u32(FIXED_ONE, 0, 0, 0, FIXED_ONE, 0, 0, 0, 0x40000000)
const DPI_72 = 0x480000

export interface Look extends Size {
  /** AVCDecoderConfigurationRecord. */
  readonly avc: Uint8Array
  readonly sound: boolean
}

const empty = (type: string): Uint8Array => versioned(type, 0, 0, u32(0))

const sampleTable = (entry: Uint8Array): Uint8Array =>
  box(
    'stbl',
    versioned('stsd', 0, 0, u32(1), entry),
    ...[empty('stts'), empty('stsc'), versioned('stsz', 0, 0, u32(0, 0)), empty('stco')],
  )

interface Track {
  readonly id: number
  readonly scale: number
  readonly handler: string
  readonly header: Uint8Array
  readonly entry: Uint8Array
  readonly volume: number
  readonly size: Size
}

const trackBox = ({ id, scale, handler, header, entry, volume, size }: Track): Uint8Array => {
  const here = box('dinf', versioned('dref', 0, 0, u32(1), versioned('url ', 0, 1)))
  return box(
    'trak',
    versioned(
      ...(['tkhd', 0, 3, u32(0, 0, id, 0, 0), zeros(8), u16(0, 0, volume, 0), MATRIX] as const),
      u32(size.width * FIXED_ONE, size.height * FIXED_ONE),
    ),
    box(
      'mdia',
      versioned('mdhd', 0, 0, u32(0, 0, scale, 0), u16(LANGUAGE, 0)),
      versioned('hdlr', 0, 0, u32(0), ascii(handler), zeros(12), u8(0)),
      box('minf', header, here, sampleTable(entry)),
    ),
  )
}

const pictureTrack = ({ width, height, avc }: Look): Uint8Array => {
  const entry = box(
    ...(['avc1', zeros(6), u16(1), zeros(16), u16(width, height), u32(DPI_72, DPI_72, 0), u16(1)] as const),
    ...[zeros(32), u16(0x18, 0xffff), box('avcC', avc)],
  )
  const header = versioned('vmhd', 0, 1, zeros(8))
  return trackBox({
    ...{ id: PICTURES, scale: PICTURE_SCALE, handler: 'vide', header, entry },
    ...{ volume: 0, size: { width, height } },
  })
}

/** Descriptors of 14496-1 §7.2.6 around the configuration; all lengths fit a byte. */
const elementaryStream = (): Uint8Array => {
  const specific = bytesOf(u8(5, AUDIO_SPECIFIC.length), AUDIO_SPECIFIC)
  const decoder = bytesOf(u8(0x40, 0x15, 0, 0, 0), u32(0, 64_000), specific)
  const content = bytesOf(u16(SOUND), u8(0), u8(4, decoder.length), decoder, u8(6, 1, 2))
  return versioned('esds', 0, 0, u8(3, content.length), content)
}

const soundTrack = (): Uint8Array => {
  const rate = u16(SOUND_SCALE, 0)
  const entry = box('mp4a', zeros(6), u16(1), zeros(8), u16(1, 16, 0, 0), rate, elementaryStream())
  return trackBox({
    ...{ id: SOUND, scale: SOUND_SCALE, handler: 'soun', header: versioned('smhd', 0, 0, u16(0, 0)), entry },
    ...{ volume: 0x100, size: { width: 0, height: 0 } },
  })
}

const extended = (id: number): Uint8Array => versioned('trex', 0, 0, u32(id, 1, 0, 0, 0))

export const initSegment = (look: Look): Uint8Array<ArrayBuffer> => {
  const tracks = look.sound ? [pictureTrack(look), soundTrack()] : [pictureTrack(look)]
  const ids = look.sound ? [PICTURES, SOUND] : [PICTURES]
  const header = versioned(
    ...(['mvhd', 0, 0, u32(0, 0, PICTURE_SCALE, 0, FIXED_ONE), u16(0x100, 0), zeros(8), MATRIX, zeros(24)] as const),
    u32(SOUND + 1),
  )
  return bytesOf(
    box('ftyp', ascii('iso6'), u32(0), ascii('iso6avc1mp41')),
    box('moov', header, ...tracks, box('mvex', ...ids.map(extended))),
  )
}
