// Plays one sealed clip: fetches what is needed around the second that is watched, opens it, puts it on the screen, and
// says what is known of its honesty. Knows nothing of how it looks.

import { type ReadonlySignal, signal } from '@preact/signals'
import { CLIP_END } from '#protocol/clip/end.ts'
import type { KnownEntry } from '#protocol/clip/evidence.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import type { ClipPart } from '#protocol/clip/part.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { peekClaims } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'
import type { OwnerKey } from '../core/app.ts'
import { type FilmLook, readInit, readSegment } from './boxes.ts'
import { type Buffer, createBuffer, INSIDE } from './buffer.ts'
import { compare } from './compare.ts'
import type { Standing } from './examine.ts'
import { createFilmMap, type FilmMap } from './film-map.ts'
import { createPartSource, type OpenedClip, openClip, type PartSource, readLines } from './parts.ts'
import { isForNow, patiently, rest } from './patience.ts'
import { createScreen, playable, type Screen } from './screen.ts'
import type { Clips, StoredClip } from './service.ts'
import { createVerdict } from './verdict.ts'

export type Phase =
  | { readonly is: 'opening' }
  | { readonly is: 'ready'; readonly head: ClipHead }
  | { readonly is: 'failed'; readonly code: string; readonly findings: readonly Finding[] }

export interface Player {
  readonly phase: ReadonlySignal<Phase>
  /** Seconds. */
  readonly duration: ReadonlySignal<number>
  /** Seconds up to which it is there from where it stands. */
  readonly loaded: ReadonlySignal<number>
  readonly standing: ReadonlySignal<Standing | undefined>
  /** Is it still being recorded? */
  readonly running: ReadonlySignal<boolean>
  /** Places that cannot be shown, passed over so far. */
  readonly passed: ReadonlySignal<number>
  /** Code of why not all of it could be checked. */
  readonly unread: ReadonlySignal<string | undefined>
  seek(second: number): void
  /** To the next picture, or the one before. */
  step(direction: 1 | -1): Promise<void>
  /** Fetches every part that was not seen yet, and compares it. */
  checkAll(): Promise<void>
  close(): void
}

export interface Playing {
  readonly clips: Clips
  readonly clip: ClipId
  readonly own: OwnerKey['identity']
  readonly video: HTMLVideoElement
  /** What the door's journal says, as far as it is at hand. */
  readonly journal: () => readonly KnownEntry[]
}

const PARALLEL = 4
const TICK = 250
/** After a network that was away. */
const AGAIN = 1500
/** A running clip is asked about this often. */
const POLL = 2000
/** A clip of so many bytes is compared as a whole without being asked. */
const SMALL = 20_000_000

const codeOf = (error: unknown): string => (error instanceof HausrechtError ? error.code : 'film_broken')

const endOf = (token: string | undefined) => {
  const read = CLIP_END.schema.safeParse(peekClaims(token ?? ''))
  return read.success ? read.data : undefined
}

interface Film {
  readonly opened: OpenedClip
  readonly map: FilmMap
  readonly look: FilmLook
  readonly screen: Screen
  readonly source: PartSource
  readonly buffer: Buffer
}

export const createPlayer = (playing: Playing): Player => {
  const { clips, clip, own, video, journal } = playing
  const phase = signal<Phase>({ is: 'opening' })
  const duration = signal(0)
  const loaded = signal(0)
  const verdict = createVerdict()
  const running = signal(false)
  const passed = signal(0)
  const unread = signal<string | undefined>(undefined)
  const stop = new AbortController()
  let film: Film | undefined
  let end: string | undefined
  let nudge = (): void => undefined

  const fail = (error: unknown, findings: readonly Finding[] = []): void => {
    if (stop.signal.aborted) return
    phase.value = { is: 'failed', code: codeOf(error), findings }
  }
  const pause = (most: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, most)
      nudge = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const measure = ({ map, screen }: Film): void => {
    duration.value = map.duration()
    loaded.value = screen.until(video.currentTime)
  }

  const show = async (at: Film, n: number): Promise<void> => {
    const { map, look, screen, source, buffer } = at
    const next = [n]
    while (next.length < PARALLEL && (next.at(-1) ?? 0) < map.parts() - 1) next.push(map.after(next.at(-1) ?? n))
    const wanted = new Set(next)
    source.keep(wanted)
    source.ahead(next.filter((one) => one < map.parts()))
    const part = await source.take(n)
    const shown = typeof part === 'string' ? undefined : readSegment(part.bytes, look)
    if (typeof part === 'string' || part.claims.what !== 'segment' || !shown) {
      map.none(n)
      if (typeof part === 'string' || part.claims.what === 'segment') passed.value += 1
      verdict.soon()
      return
    }
    map.line(part.claims)
    map.shown(n, shown)
    await screen.append(part.bytes)
    buffer.holds(n)
    verdict.soon()
  }

  /** A network that is away for a while is no end: it is asked again. */
  const tryShow = async (at: Film, n: number): Promise<boolean> => {
    try {
      await show(at, n)
      return true
    } catch (error) {
      if (stop.signal.aborted) return false
      const isLetGo = error instanceof DOMException && error.name === 'AbortError'
      if (!isForNow(error) && !isLetGo) throw error
      if (isForNow(error)) await pause(AGAIN)
      return false
    }
  }

  const fill = async (at: Film): Promise<void> => {
    const { map, screen, buffer } = at
    let shownSince = 0
    while (!stop.signal.aborted) {
      const next = buffer.next()
      if (next === undefined) {
        const isAll = !running.value && map.after(buffer.last()) >= map.parts()
        if (isAll && loaded.value >= duration.value - 0.3) await screen.end()
        else await screen.duration(duration.value)
        buffer.overHoles()
        measure(at)
        await pause(TICK)
        continue
      }
      if (!(await tryShow(at, next))) continue
      measure(at)
      buffer.overHoles()
      shownSince += 1
      if (shownSince % 8 === 1) await screen.duration(duration.value)
      if (shownSince % 16 === 0) await buffer.letGo()
    }
  }

  const asked = <Value>(ask: () => Promise<Value>): Promise<Value> =>
    patiently(ask, () => rest(AGAIN, stop.signal), stop.signal)
  const noteUnread = (error: unknown): void => {
    if (stop.signal.aborted) return
    unread.value = codeOf(error)
    verdict.soon()
  }

  const manifest = async (at: Film): Promise<void> => {
    let from = 0
    let checked = false
    while (!stop.signal.aborted) {
      const each = (claims: ClipPart): void => at.map.line(claims)
      const begun = from
      from = await asked(() => readLines(clips, at.opened, { from: begun, each, stop: stop.signal }))
      at.map.size(from)
      at.opened.examiner.allLines(from)
      verdict.soon()
      measure(at)
      nudge()
      if (!checked && at.opened.stored.bytes <= SMALL && at.opened.identity !== undefined) {
        checked = true
        await compareAll(at)
      }
      if (!running.value) return
      await rest(POLL, stop.signal)
      noteEnd(await asked(() => clips.clip(clip)))
    }
  }
  let following: Promise<void> | undefined
  /** Begun anew when it ended in an error, with the next wish to check all. */
  const follow = (at: Film): void => {
    if (following) return
    unread.value = undefined
    following = manifest(at).catch((error: unknown) => {
      following = undefined
      noteUnread(error)
    })
  }
  const noteEnd = (stored: StoredClip): void => {
    end = stored.end
    const said = endOf(stored.end)
    running.value = said === undefined
    film?.map.size(Math.max(stored.parts, said?.parts ?? 0), said && said.lasts / 1000)
  }

  const compareAll = ({ map, opened, source }: Film): Promise<void> =>
    compare(opened.examiner, {
      parts: () => (stop.signal.aborted ? 0 : map.parts()),
      look: (n) => asked(() => source.look(n)),
      looked: () => verdict.soon(),
    })
  const checkAll = async (): Promise<void> => {
    if (!film) return
    follow(film)
    await compareAll(film).catch(noteUnread)
  }

  const open = async (): Promise<void> => {
    if (!playable()) throw new HausrechtError('film_unplayable', 'This browser has no MediaSource.')
    const stored = clips.clip(clip)
    const opened = stored.then(async (value) => {
      const result = await openClip(clips, value, own)
      if (!('finding' in result)) return result
      fail(new HausrechtError(result.finding.code, 'The head of the clip is not the door’s.'), [result.finding])
      throw new HausrechtError(result.finding.code, 'The head of the clip is not the door’s.')
    })
    // Asked for before it is known what they are: the first picture waits for nothing twice.
    const source = createPartSource(clips, clip, opened)
    source.ahead([0, 1, 2])
    const screen = createScreen(video)
    stop.signal.addEventListener('abort', () => screen.close())
    const ready = await opened
    if (ready.identity === undefined) {
      const { findings } = await ready.examiner.judge(undefined, [])
      return fail(new HausrechtError(findings[0]?.code ?? 'wrong_key', 'This key does not open the clip.'), findings)
    }
    const init = await source.take(0)
    const look = typeof init === 'string' ? undefined : readInit(init.bytes)
    if (typeof init === 'string' || !look) throw new HausrechtError('no_init', 'The film has no beginning.')
    const map = createFilmMap(ready.head.at)
    const at: Film = { opened: ready, map, look, screen, source, buffer: createBuffer(map, screen, video) }
    film = at
    const judge = () => ready.examiner.judge(end, journal())
    verdict.begin({ count: () => ready.examiner.standing(), judge, stop: stop.signal })
    noteEnd(await stored)
    phase.value = { is: 'ready', head: ready.head }
    measure(at)
    await screen.begin(look.type)
    await screen.append(init.bytes)
    const shown = new Promise<void>((resolve) => {
      video.addEventListener('loadeddata', () => resolve(), { once: true, signal: stop.signal })
    })
    video.addEventListener('seeking', () => nudge(), { signal: stop.signal })
    video.addEventListener('ratechange', () => nudge(), { signal: stop.signal })
    shown.then(() => follow(at)).catch(fail)
    await fill(at)
  }
  open().catch(fail)

  const step = async (direction: 1 | -1): Promise<void> => {
    const at = film
    if (!at) return
    video.pause()
    const now = video.currentTime
    const around = (): number | undefined => at.map.picture(now + INSIDE / 2)[direction === 1 ? 'after' : 'before']
    const n = at.map.at(now)
    const beside = direction === 1 ? at.map.after(n) : at.map.before(n)
    if (around() === undefined && beside > 0 && beside < at.map.parts()) await show(at, beside)
    const to = around()
    if (to !== undefined) video.currentTime = to + INSIDE
  }

  return {
    ...{ phase, duration, loaded, running, passed, unread, step, checkAll, standing: verdict.standing },
    seek: (second) => {
      video.currentTime = Math.min(Math.max(0, second), Math.max(0, duration.value - INSIDE))
      nudge()
    },
    close: () => {
      stop.abort()
      film?.source.keep(new Set())
      nudge()
    },
  }
}
