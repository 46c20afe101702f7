// How an image is packed, by its name, and which program unpacks it.

/** A program that writes the bare image to its standard output. */
export interface Unpacker {
  readonly program: string
  readonly args: readonly string[]
  /** Debian's package of it. */
  readonly from: string
}

/** @returns undefined for a bare image; null for what cannot be an image */
export const unpackerOf = (path: string): Unpacker | undefined | null => {
  const name = path.toLowerCase()
  if (name.endsWith('.img') || name.endsWith('.raw')) return undefined
  if (name.endsWith('.xz')) return { program: 'xz', args: ['-dc', '--', path], from: 'xz-utils' }
  if (name.endsWith('.gz')) return { program: 'gzip', args: ['-dc', '--', path], from: 'gzip' }
  if (name.endsWith('.zst')) return { program: 'zstd', args: ['-dcq', '--', path], from: 'zstd' }
  if (name.endsWith('.zip')) return { program: 'unzip', args: ['-p', path, '*.img'], from: 'unzip' }
  return null
}
