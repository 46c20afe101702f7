// Everything that touches the inside of a picture, through sharp. Nothing else in the project imports it.

import sharp, { type Sharp } from 'sharp'
import type { Mask } from '#protocol/camera.ts'
import { HausrechtError } from '#protocol/fault.ts'

/** A JPEG larger than this is not a picture of a camera. */
const PIXELS_MOST = 4096 * 4096
// One worker a picture: the pictures themselves run side by side, and the lock must keep its share of the machine.
sharp.concurrency(1)
sharp.cache(false)

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Raw extends Size {
  readonly data: Uint8Array
}

const open = (jpeg: Uint8Array): Sharp => sharp(jpeg, { failOn: 'truncated', limitInputPixels: PIXELS_MOST })

/** @throws HausrechtError `picture_broken` */
export const sizeOf = async (jpeg: Uint8Array): Promise<Size> => {
  try {
    const { width, height } = await open(jpeg).metadata()
    return { width, height }
  } catch (cause) {
    throw new HausrechtError('picture_broken', 'A picture of the camera cannot be read', { cause })
  }
}

/**
 * One byte a pixel, scaled to exactly this size.
 *
 * The weights (ITU-R BT.601) are applied here, after scaling: libvips would convert every pixel before it.
 *
 * @throws when the picture is broken
 */
export const greyOf = async (jpeg: Uint8Array, { width, height }: Size): Promise<Uint8Array> => {
  const small = open(jpeg).resize(width, height, { fit: 'fill', kernel: 'nearest' }).raw()
  const { data, info } = await small.toBuffer({ resolveWithObject: true })
  const { channels } = info
  if (channels < 3) return data
  const grey = new Uint8Array(width * height)
  for (let to = 0, from = 0; to < grey.length; to += 1, from += channels) {
    grey[to] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29 + 128) >> 8
  }
  return grey
}

/** Three bytes a pixel, red green blue, scaled to exactly this size. @throws when the picture is broken */
export const rgbOf = async (jpeg: Uint8Array, { width, height }: Size): Promise<Raw> => {
  const data = await open(jpeg)
    .resize(width, height, { fit: 'fill' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer()
  return { data, width, height }
}

/** Bytes of one pixel of a colour picture. */
const COLOURS = 3

const blacken = (data: Buffer, { width, height }: Size, { x, y, w, h }: Mask): void => {
  // Outwards, so that no half pixel of what is masked is left.
  const [left, top] = [Math.floor((x * width) / 1000), Math.floor((y * height) / 1000)]
  const [right, bottom] = [Math.ceil(((x + w) * width) / 1000), Math.ceil(((y + h) * height) / 1000)]
  for (let row = top; row < bottom; row++) {
    data.fill(0, (row * width + left) * COLOURS, (row * width + right) * COLOURS)
  }
}

/**
 * The same picture with these areas black, and nothing else of the original file: no thumbnail, no metadata.
 * @throws when the picture is broken
 */
export const blackOut = async (jpeg: Uint8Array, areas: readonly Mask[]): Promise<Uint8Array> => {
  // By hand and not by sharp's composite, which takes twice as long.
  const { data, info } = await open(jpeg)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels !== COLOURS) throw new HausrechtError('picture_broken', 'A picture of the camera has no colours')
  for (const area of areas) blacken(data, info, area)
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 88 }).toBuffer()
}

/** A JPEG of this width, its height in proportion. */
export const scaled = async (jpeg: Uint8Array, width: number): Promise<Uint8Array> =>
  open(jpeg).resize({ width, withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer()

/** Pictures side by side, each of this size. */
export const stripOf = async (jpegs: readonly Uint8Array[], { width, height }: Size): Promise<Uint8Array> => {
  const small = await Promise.all(jpegs.map((jpeg) => open(jpeg).resize(width, height, { fit: 'fill' }).toBuffer()))
  return sharp({
    create: { width: width * Math.max(1, small.length), height, channels: 3, background: 'black' },
  })
    .composite(small.map((input, at) => ({ input, left: at * width, top: 0 })))
    .jpeg({ quality: 70 })
    .toBuffer()
}

/** @param raw three bytes a pixel, red green blue */
export const jpegOf = async ({ data, width, height }: Raw, quality: number): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer()
