// How far a long step is, for a person: one line that changes on a terminal, a line each tenth elsewhere. Pure but for
// `print`; time is given.

import type { Millis } from '#protocol/units.ts'

export interface Progress {
  readonly add: (bytes: number) => void
  readonly end: () => void
}

interface Manner {
  readonly now: () => Millis
  readonly print: (text: string) => void
  readonly isTerminal: boolean
}

/** Often enough to be seen, seldom enough to cost nothing. */
const EVERY = 250

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)

const line = (name: string, done: number, total: number | undefined, elapsed: number): string => {
  const rate = elapsed > 0 ? done / elapsed : 0
  const speed = `${((rate * 1000) / 1e6).toFixed(1)} MB/s`
  if (total === undefined) return `${name} ${megabytes(done)} MB  ${speed}`
  const left = rate > 0 ? Math.ceil((total - done) / rate / 1000) : 0
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  return `${name} ${Math.floor((100 * done) / total)} %  ${megabytes(done)}/${megabytes(total)} MB  ${speed}  ${clock}`
}

/**
 * @param total bytes; undefined when that is not known yet
 */
export const startProgress = (
  name: string,
  total: number | undefined,
  { now, print, isTerminal }: Manner,
): Progress => {
  const began = now()
  let done = 0
  let shown = 0
  let tenth = 0
  const show = (end: string): void =>
    print(`${isTerminal ? '\r\u001b[K' : ''}${line(name, done, total, now() - began)}${end}`)
  return {
    add: (bytes) => {
      done += bytes
      const at = now() - began
      if (isTerminal && at - shown >= EVERY) {
        shown = at
        show('')
      }
      const reached = total === undefined ? 0 : Math.floor((10 * done) / total)
      if (!isTerminal && reached > tenth) {
        tenth = reached
        show('\n')
      }
    },
    end: () => {
      if (isTerminal || total === undefined) show('\n')
    },
  }
}
