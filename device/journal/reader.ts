// Reading on from an entry: finds its segment by number, its line by counting, and remembers where it stopped,
// since whoever asks for entries asks for the next ones next.

import { open } from 'node:fs/promises'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import type { LinePlace } from './checkpoint.ts'
import { segmentPath } from './segments.ts'

/** How far the journal is durable. */
export interface Extent {
  /** Number of the first entry of each segment. */
  readonly firsts: readonly number[]
  /** Durable bytes of the last segment. */
  readonly size: number
  /** Number of the last entry. */
  readonly last: number
}

const CHUNK = 64 * 1024

export class Reader {
  readonly #folder: string
  #next: { n: number; place: LinePlace } = { n: 0, place: { segment: 0, offset: 0 } }

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Lines from entry `from` on, at most `most` and together at most `maxBytes` bytes with their ends. */
  async read({ firsts, size, last }: Extent, from: number, most: number, maxBytes: number): Promise<string[]> {
    const found: string[] = []
    let left = maxBytes
    let n = from
    while (n <= last && found.length < most) {
      const start = this.#startOf(firsts, n)
      const isLast = start.place.segment === firsts.length - 1
      const end = isLast ? size : Number.POSITIVE_INFINITY
      const lines = await this.#lines(start, n, Math.min(most - found.length, last - n + 1), left, end)
      if (lines.length === 0) break
      for (const line of lines) left -= line.length + 1
      found.push(...lines)
      n += lines.length
    }
    return found
  }

  /** The nearest known place at or before an entry. */
  #startOf(firsts: readonly number[], n: number): { n: number; place: LinePlace } {
    const segment = firsts.findLastIndex((first) => first <= n)
    const known = this.#next
    if (known.place.segment === segment && known.n <= n) return known
    return { n: firsts[segment] ?? 0, place: { segment, offset: 0 } }
  }

  async #lines(
    start: { n: number; place: LinePlace },
    from: number,
    most: number,
    maxBytes: number,
    end: number,
  ): Promise<string[]> {
    const found: string[] = []
    let { n, place } = start
    let used = 0
    for await (const line of linesFrom(segmentPath(this.#folder, place.segment), place.offset, end)) {
      if (n >= from) {
        if (found.length === most || used + line.length + 1 > maxBytes) break
        found.push(line)
        used += line.length + 1
      }
      n += 1
      place = { segment: place.segment, offset: place.offset + line.length + 1 }
    }
    this.#next = { n, place }
    return found
  }
}

async function* linesFrom(path: string, offset: number, end: number): AsyncGenerator<string> {
  const file = await open(path, 'r')
  try {
    let pending = ''
    for (let at = offset; at < end; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, Math.min(CHUNK, end - at), at)
      if (bytesRead === 0 || pending.length > JOURNAL_LINE_BYTES) return
      at += bytesRead
      const lines = (pending + buffer.toString('latin1', 0, bytesRead)).split('\n')
      pending = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    await file.close()
  }
}
