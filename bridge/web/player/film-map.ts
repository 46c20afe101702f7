// Which part holds which second of the film. Parts that were decoded say it to the millisecond; lines say it by the
// door's clock; between what is known it is guessed, and a guess that was fetched is known.

import type { ClipPart } from '#protocol/clip/part.ts'
import { epochMs, millis } from '#protocol/units.ts'
import type { Shown } from './boxes.ts'

export interface FilmMap {
  /** What a part's line says. */
  line(claims: Pick<ClipPart, 'n' | 'what' | 'at' | 'lasts'>): void
  /** What is in it. */
  shown(n: number, shown: Shown): void
  /** There is no film in this place: a picture beside it, or something that cannot be used. */
  none(n: number): void
  /** How many parts there are, and how long they last in all where that is known; seconds. */
  size(parts: number, lasts?: number): void
  parts(): number
  /** Seconds. */
  duration(): number
  of(n: number): Shown | undefined
  isNone(n: number): boolean
  /** The likeliest part for this second; -1 when there is none. */
  at(second: number): number
  /** The next place behind this one that has film or may have. */
  after(n: number): number
  before(n: number): number
  /** Pictures that were decoded, around a second: the last that began by then, and its neighbours. */
  picture(second: number): { readonly before?: number; readonly now?: number; readonly after?: number }
  /** Begin of a part by what is known; seconds. */
  begin(n: number): number | undefined
}

/** Before anything is known of its length. */
const PART_LASTS = 1

interface Anchor {
  readonly n: number
  readonly second: number
}

/** A longer pause is likelier a clock that was set. */
const PAUSE_MOST = 60_000

/** Seconds from the beginning of one part to that of the next that is known. */
const spanTo = (one: Pick<ClipPart, 'at' | 'lasts'>, next: Pick<ClipPart, 'at'>): number => {
  const by = next.at - one.at
  const isClock = by >= 0 && by - one.lasts <= PAUSE_MOST
  return (isClock ? by : one.lasts) / 1000
}

const upTo = (anchors: readonly Anchor[], isBefore: (anchor: Anchor) => boolean): number => {
  let [low, high] = [0, anchors.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const anchor = anchors[middle]
    if (anchor && isBefore(anchor)) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** @param began the door's clock at the film's first picture, as its head says */
export const createFilmMap = (began: number): FilmMap => {
  const told = new Map<number, Pick<ClipPart, 'at' | 'lasts'>>()
  const known = new Map<number, Shown>()
  const nothing = new Set<number>([0])
  let [count, whole] = [1, 0]
  let anchors: readonly Anchor[] | undefined

  /** From part to part by the door's clock, unless that was set; where a part was decoded, by what is in it. */
  const built = (): readonly Anchor[] => {
    if (anchors) return anchors
    const numbers = [...new Set([...told.keys(), ...known.keys()])].sort((a, b) => a - b)
    const made: Anchor[] = []
    let before: Pick<ClipPart, 'at' | 'lasts'> = { at: epochMs(began), lasts: millis(0) }
    let second = 0
    for (const n of numbers) {
      const line = told.get(n)
      if (line) second += spanTo(before, line)
      second = known.get(n)?.from ?? second
      made.push({ n, second })
      before = line ?? before
    }
    // What was decoded is right: nothing before it can be later.
    for (let at = made.length - 2; at >= 0; at -= 1) {
      const [one, next] = [made[at], made[at + 1]]
      if (one && next && one.second > next.second) made[at] = { n: one.n, second: next.second }
    }
    anchors = made
    return made
  }

  const lastKnown = (): number => {
    const anchor = built().at(-1)
    if (!anchor) return 0
    const lasts = (told.get(anchor.n)?.lasts ?? 0) / 1000
    return known.get(anchor.n)?.to ?? anchor.second + lasts
  }
  const duration = (): number => {
    const newest = built().at(-1)
    // Parts behind the last that is known last about as long as those before.
    const behind = newest ? (count - 1 - newest.n) * average() : (count - 1) * PART_LASTS
    return whole > 0 ? Math.max(whole, lastKnown()) : lastKnown() + Math.max(0, behind)
  }
  const average = (): number => {
    const newest = built().at(-1)
    if (whole > 0 && count > 1) return whole / (count - 1)
    return newest && newest.n > 0 ? Math.max(0.05, lastKnown() / newest.n) : PART_LASTS
  }
  const usable = (n: number, step: 1 | -1): number => {
    let place = n
    while (place > 0 && place < count && nothing.has(place)) place += step
    return place
  }

  const guess = (second: number): number => {
    const all = built()
    const at = upTo(all, (anchor) => anchor.second <= second)
    const [low, high] = [all[at] ?? { n: 1, second: 0 }, all[at + 1] ?? { n: count, second: duration() }]
    const between = high.n - low.n
    if (between <= 1 || high.second <= low.second) return low.n
    const share = (second - low.second) / (high.second - low.second)
    // The low end does not hold it when it was decoded and ends before.
    const least = (known.get(low.n)?.to ?? Number.POSITIVE_INFINITY) <= second ? low.n + 1 : low.n
    return Math.min(high.n - 1, Math.max(least, low.n + Math.floor(share * between)))
  }
  const change = (): void => {
    anchors = undefined
  }
  return {
    line: ({ n, what, at, lasts }) => {
      count = Math.max(count, n + 1)
      if (what !== 'segment') nothing.add(n)
      else if (!told.has(n)) {
        told.set(n, { at, lasts })
        change()
      }
    },
    shown: (n, shown) => {
      if (known.has(n)) return
      known.set(n, shown)
      count = Math.max(count, n + 1)
      change()
    },
    none: (n) => {
      nothing.add(n)
    },
    size: (parts, lasts) => {
      count = Math.max(count, parts)
      if (lasts !== undefined) whole = lasts
    },
    parts: () => count,
    duration,
    of: (n) => known.get(n),
    isNone: (n) => nothing.has(n),
    at: (second) => {
      if (count <= 1) return -1
      const place = Math.min(count - 1, Math.max(1, guess(second)))
      const [low, high] = [usable(place, -1), usable(place, 1)]
      if (low > 0 && (known.get(low)?.to ?? Number.POSITIVE_INFINITY) > second) return low
      if (high < count && (known.get(high)?.from ?? second) <= second) return high
      return low > 0 ? low : high < count ? high : -1
    },
    after: (n) => usable(n + 1, 1),
    before: (n) => usable(n - 1, -1),
    picture: (second) => {
      const all = built()
      const at = upTo(all, (anchor) => anchor.second <= second)
      const around = [at - 1, at, at + 1].flatMap((place) => known.get(all[place]?.n ?? -1)?.pictures ?? [])
      const now = around.findLastIndex((time) => time <= second)
      const [before, current, after] = [around[now - 1], around[now], around[now + 1]]
      return {
        ...(before === undefined ? {} : { before }),
        ...(current === undefined ? {} : { now: current }),
        ...(after === undefined ? {} : { after }),
      }
    },
    begin: (n) => {
      const all = built()
      const anchor = all[upTo(all, (one) => one.n <= n)]
      return anchor?.n === n ? anchor.second : undefined
    },
  }
}
