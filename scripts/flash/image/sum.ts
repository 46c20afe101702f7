// Reads what was published as an image's SHA-256: the bare digits, or the lines that sha256sum writes. Pure.

const HASH = /^[\da-f]{64}$/i

/**
 * @param name the image's file name: of several lines the one with it counts
 * @param isBeside it lies beside the image under that image's name: then its only hash is meant, whatever name it says
 * @returns undefined when no hash is meant for this file
 */
export const readSum = (text: string, name: string, isBeside = false): string | undefined => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const sums = lines.flatMap((line) => {
    const [hash = '', file = ''] = line.split(/\s+\*?/, 2)
    return HASH.test(hash) ? [{ hash: hash.toLowerCase(), file: file.split('/').at(-1) ?? '' }] : []
  })
  const named = sums.find(({ file }) => file === name)
  if (named) return named.hash
  // A list without this file is a list of other files.
  const [only, ...more] = sums
  return only && more.length === 0 && (isBeside || only.file === '') ? only.hash : undefined
}
