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

/**
 * Four bytes a pixel, red green blue opaque; at most so wide, its height in proportion, both sides even.
 * @throws when the picture is broken
 */
export const rgbaOf = async (jpeg: Uint8Array, widest: number): Promise<Raw> => {
  const { width, height } = await sizeOf(jpeg)
  const scale = Math.min(1, widest / width)
  const size = { width: 2 * Math.round((width * scale) / 2), height: 2 * Math.round((height * scale) / 2) }
  const opened = open(jpeg)
  const fitted =
    size.width === width && size.height === height
      ? opened
      : opened.resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
  const data = await fitted.toColourspace('srgb').ensureAlpha().raw().toBuffer()
  return { data, ...size }
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

/** From fine to coarse: how far a picture goes to fit. */
const COARSER = [
  [160, 60],
  [160, 35],
  [160, 15],
  [112, 15],
  [80, 10],
] as const

/** A WebP of at most so many bytes, as fine as fits. @returns undefined when none does */
export const thumbnail = async (jpeg: Uint8Array, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  for (const [width, quality] of COARSER) {
    const small = await open(jpeg).resize({ width, withoutEnlargement: true }).webp({ quality }).toBuffer()
    if (small.length <= most) return new Uint8Array(small)
  }
  return undefined
}

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
