// A program and all it started, as /proc tells (Linux): who they are and how long they were on a core.

import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  readonly pid: number
  readonly parent: number
  /** Its arguments, the program first. */
  readonly words: readonly string[]
  /** Time of all its threads on a core so far, in milliseconds. */
  readonly cpu: number
}

/** Linux tells in hundredths of a second to every program, whatever its own clock. */
const MS_A_TICK = 10

/** proc(5). @returns undefined when it is gone, or only waits to be buried */
const look = (pid: number): Process | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // After the name in brackets: state, parent …; utime and stime are fields 14 and 15 of the whole line.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return undefined
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
    return { pid, parent: Number(fields[1]), words, cpu: (Number(fields[11]) + Number(fields[12])) * MS_A_TICK }
  } catch {
    return undefined
  }
}

export const isThere = (pid: number): boolean => look(pid) !== undefined

/** The program first. Whoever lost its parent is not found any more. */
export const treeOf = (root: number): readonly Process[] => {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (look(Number(name)) ?? []) : []))
  const found = all.filter(({ pid }) => pid === root)
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid))
  return found
}
