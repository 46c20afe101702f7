// Bytes into lines, with a bound: whatever comes in, no more than one line too many is held.

import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'

/** Lines that came together. `rest`: the file ended, or a line went on for too long, and this was left over. */
export interface LineBatch {
  readonly lines: readonly string[]
  readonly rest?: string
}

/**
 * Splits at each line feed. Reads no further after a line that is too long. The text is one character a byte,
 * so that lengths are offsets; whatever is not ASCII is no token anyway.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch> {
  let pending = ''
  for await (const chunk of chunks) {
    const lines = (pending + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')).split(
      '\n',
    )
    pending = lines.pop() ?? ''
    const long = lines.findIndex((line) => line.length > JOURNAL_LINE_BYTES)
    if (long >= 0) {
      yield { lines: lines.slice(0, long), rest: lines[long] ?? '' }
      return
    }
    if (lines.length > 0) yield { lines }
    if (pending.length > JOURNAL_LINE_BYTES) break
  }
  if (pending !== '') yield { lines: [], rest: pending }
}
