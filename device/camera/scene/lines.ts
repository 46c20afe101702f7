// Splits what arrives into lines, none longer than a bound.

/** @param most characters of a line; the first that is longer ends it all by `tooLong` */
export const createLines = (
  most: number,
  take: (line: string) => void,
  tooLong: () => void,
): ((piece: string) => void) => {
  let text = ''
  let isOver = false
  return (piece) => {
    if (isOver) return
    text += piece
    for (let end = text.indexOf('\n'); end >= 0 && end <= most; end = text.indexOf('\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 1)
      if (line.trim() !== '') take(line)
    }
    if (text.length <= most) return
    isOver = true
    text = ''
    tooLong()
  }
}
