// One coded stream for who watches: the units of a clip's own encode while one is written, else of an encode begun
// for the watchers alone. Changes at a key picture; never shows a picture older than one that was shown.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import { inBackground } from '../../background.ts'
import type { AccessUnit, Encoding } from '../../clips/port.ts'
import type { Hub } from '../hub/port.ts'

export interface StreamParts {
  readonly hub: Pick<Hub, 'newest'>
  readonly clock: Pick<Clock, 'after' | 'monotonic' | 'now'>
  readonly log: Logger
  /** An encode for watchers alone, from this picture on. */
  open(from: number): Encoding
  tell(unit: AccessUnit): void
}

export interface CodedStream {
  /** Does somebody watch? The camera has power and the owner lets them? */
  want(wanted: boolean, allowed: boolean): void
  /** A clip's encode: its units are shown while it lasts. To be used in place of the one given. */
  join(encoding: Encoding): Encoding
  /** Nothing that was captured until now is shown any more. */
  cut(): void
  /** The configuration, and the pictures since the last key picture. */
  replay(): readonly AccessUnit[]
  /** Resolves when its last encode is gone. */
  close(): Promise<void>
}

interface Source {
  readonly encoding: Encoding
  readonly own: boolean
  /** Its end has begun. */
  leaving: boolean
  config: AccessUnit | undefined
  forget: Cancel | undefined
}

/** A clip begins with what was before the knock: until it has caught up this far, it is not shown. */
const OLD = millis(1500)
/** A picture older than this is none of now. */
const FRESH = seconds(1)
/** Nobody watches for a moment: the encode goes on. */
const LINGER = seconds(2)
const RETRY_FIRST = 250
const RETRY_MOST = 5000

class Stream implements CodedStream {
  private readonly parts: StreamParts
  private clips: readonly Source[] = []
  private own: Source | undefined
  private shown: Source | undefined
  private group: AccessUnit[] = []
  /** Number of the last picture shown, or that may not be shown. */
  private floor = -1
  private readonly ending = new Set<Promise<void>>()
  private wanted = false
  private active = false
  private failures = 0
  private retry: Cancel | undefined
  private lingering: Cancel | undefined

  constructor(parts: StreamParts) {
    this.parts = parts
  }

  want(wanted: boolean, allowed: boolean): void {
    this.wanted = wanted && allowed
    if (this.wanted) {
      this.lingering?.()
      this.lingering = undefined
      if (!this.active) this.begin()
    } else if (!allowed) {
      this.floor = Math.max(this.floor, this.parts.hub.newest()?.n ?? -1)
      this.end()
    } else if (this.active) this.lingering ??= this.parts.clock.after(LINGER, () => this.end())
  }

  join(encoding: Encoding): Encoding {
    const source: Source = { encoding, own: false, leaving: false, config: undefined, forget: undefined }
    this.clips = [...this.clips, source]
    if (this.active) this.attach(source)
    const leave = (): void => {
      source.leaving = true
      this.provide()
    }
    const gone = encoding.ended.then(() => {
      source.leaving = true
      this.clips = this.clips.filter((one) => one !== source)
      this.drop(source)
      this.provide()
    })
    inBackground(gone, this.parts.log, 'the end of a clip’s encode was not noticed')
    return {
      ...encoding,
      stop: () => {
        leave()
        return encoding.stop()
      },
    }
  }

  cut(): void {
    this.floor = Math.max(this.floor, this.parts.hub.newest()?.n ?? -1)
    this.shown = undefined
    this.group = []
    this.stopOwn()
    this.provide()
  }

  replay(): readonly AccessUnit[] {
    return this.group
  }

  async close(): Promise<void> {
    this.wanted = false
    this.end()
    await Promise.all(this.ending)
  }

  private begin(): void {
    this.active = true
    for (const source of this.clips) this.attach(source)
    this.provide()
  }

  private end(): void {
    this.lingering?.()
    this.lingering = undefined
    this.retry?.()
    this.retry = undefined
    this.active = false
    for (const source of this.clips) this.drop(source)
    this.stopOwn()
    this.shown = undefined
    this.group = []
  }

  private attach(source: Source): void {
    source.forget = source.encoding.listen((unit) => this.take(source, unit))
  }

  private drop(source: Source): void {
    source.forget?.()
    source.forget = undefined
    source.config = undefined
    if (this.shown === source) this.shown = undefined
  }

  /** Whatever is shown is no clip that goes on: an own encode takes its place, until there is one. */
  private provide(): void {
    const { shown, own, retry } = this
    if (!this.active || own || retry || (shown && !shown.own && !shown.leaving)) return
    const newest = this.parts.hub.newest()
    const fresh = newest !== undefined && this.parts.clock.monotonic() - newest.seen <= FRESH
    const from = Math.max(this.floor + 1, newest === undefined ? 0 : newest.n + (fresh ? 0 : 1))
    const encoding = this.parts.open(from)
    const source: Source = { encoding, own: true, leaving: false, config: undefined, forget: undefined }
    this.own = source
    inBackground(throwAway(encoding), this.parts.log, 'an encode’s pieces were not taken')
    const gone = encoding.ended.then(() => {
      if (this.own !== source) return
      this.own = undefined
      this.drop(source)
      if (this.active) this.again()
    })
    inBackground(gone, this.parts.log, 'the end of an encode was not noticed')
    this.attach(source)
  }

  private again(): void {
    const wait = millis(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** Math.min(this.failures, 10)))
    this.failures += 1
    this.retry = this.parts.clock.after(wait, () => {
      this.retry = undefined
      this.provide()
    })
  }

  private stopOwn(): void {
    const { own } = this
    if (!own) return
    this.own = undefined
    this.drop(own)
    const ending = own.encoding.stop().finally(() => this.ending.delete(ending))
    this.ending.add(ending)
    inBackground(ending, this.parts.log, 'an encode was not ended')
  }

  private take(source: Source, unit: AccessUnit): void {
    if (unit.what === 'config') {
      source.config = unit
      return
    }
    if (unit.number <= this.floor) return
    if (this.shown !== source) {
      if (!unit.key || !this.mayShow(source, unit)) return
      this.show(source)
    }
    this.failures = 0
    this.floor = unit.number
    if (unit.key && source.config) this.group = [source.config]
    this.group.push(unit)
    this.parts.tell(unit)
  }

  private mayShow(source: Source, { at }: AccessUnit): boolean {
    const { shown } = this
    if (!source.config || (shown && ((!shown.own && !shown.leaving) || source.leaving))) return false
    // An own one was begun because there was no other, or until the other has caught up.
    return source.own || this.parts.clock.now() - at <= OLD
  }

  private show(source: Source): void {
    this.shown = source
    if (!source.own) this.stopOwn()
    if (source.config) {
      this.group = [source.config]
      this.parts.tell(source.config)
    }
  }
}

/** Who watches takes the units, nobody the film. */
const throwAway = async ({ pieces }: Encoding): Promise<void> => {
  const reader = pieces[Symbol.asyncIterator]()
  for (let done = false; !done; ) done = (await reader.next()).done === true
}

export const createStream = (parts: StreamParts): CodedStream => new Stream(parts)
