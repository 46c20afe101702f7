// What a bench is and what it gives: figures measured in one run, and targets they must reach.

export interface Target {
  readonly what: string
  readonly goal: number
  readonly is: 'at most' | 'at least'
  readonly value: number
  readonly unit: string
  readonly ok: boolean
}

/** Measured as well, with no goal: what a target is made of, or where the time goes. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
}

export interface Measured {
  readonly targets: readonly Target[]
  readonly figures: readonly Figure[]
  /** What the figures depend on: how often, how many, with or without what. */
  readonly given: Readonly<Record<string, string | number>>
}

/** `tiny`: a second or so, to see that the bench itself works; its figures say nothing. */
export type Size = 'full' | 'tiny'

export interface Setting {
  readonly size: Size
  /** A folder of this run's own, on the disk that real data would be on; removed afterwards. */
  readonly folder: string
  /** A folder for what is dear to make and may be used again. */
  readonly cache: string
  /** A line for whoever waits. */
  readonly say: (line: string) => void
}

export interface Bench {
  readonly name: string
  readonly about: string
  run(setting: Setting): Promise<Measured>
}

/** As printed and kept: what was measured, by which command, on what kind of machine. */
export interface Result extends Measured {
  readonly name: string
  readonly ok: boolean
  readonly size: Size
  readonly command: string
  readonly machine: string
  /** ISO date and time. */
  readonly at: string
  readonly seconds: number
}

/** Rounded for showing; a target is judged before. */
const rounded = (value: number): number => Number(value.toPrecision(value >= 1000 ? 4 : 3))

const target = (is: Target['is'], what: string, goal: number, value: number, unit: string): Target => {
  const ok = is === 'at most' ? value <= goal : value >= goal
  return { what, goal, is, value: rounded(value), unit, ok }
}

export const atMost = (what: string, goal: number, value: number, unit: string): Target =>
  target('at most', what, goal, value, unit)

export const atLeast = (what: string, goal: number, value: number, unit: string): Target =>
  target('at least', what, goal, value, unit)

export const figure = (what: string, value: number, unit: string): Figure => ({ what, value: rounded(value), unit })
