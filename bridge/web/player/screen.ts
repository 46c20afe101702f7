// The film's way to the screen: one MediaSource with one buffer, fed in turn, and never holding more than is needed
// around what is watched.

import { HausrechtError } from '#protocol/fault.ts'

export interface Screen {
  /** @throws HausrechtError `film_unplayable` when the browser does not take it */
  begin(type: string): Promise<void>
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** Lets go of what is outside; seconds. */
  keep(from: number, to: number): Promise<void>
  duration(seconds: number): Promise<void>
  /** Nothing comes behind what is there. */
  end(): Promise<void>
  /** Seconds up to which it is there without a hole, from this one on; the same when it is not there. */
  until(second: number): number
  close(): void
}

const once = (target: EventTarget, good: string, bad: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (act: () => void) => () => {
      stop.abort()
      act()
    }
    const stop = new AbortController()
    const { signal } = stop
    const fault = new HausrechtError('film_unplayable', 'The browser does not take this part of the film.')
    target.addEventListener(good, done(resolve), { signal })
    target.addEventListener(
      bad,
      done(() => reject(fault)),
      { signal },
    )
  })

/** Between two parts the rounding of their times may leave as much. */
const SEAM = 0.12

export const playable = (): boolean => typeof MediaSource === 'function'

export const createScreen = (video: HTMLVideoElement): Screen => {
  const source = new MediaSource()
  const url = URL.createObjectURL(source)
  const opened = once(source, 'sourceopen', 'error')
  video.src = url
  let buffer: SourceBuffer | undefined
  let turn: Promise<void> = opened

  /** One thing at a time: a buffer that is busy takes nothing. */
  const inTurn = (act: () => Promise<void> | void): Promise<void> => {
    const mine = turn.then(act)
    turn = mine.catch(() => undefined)
    return mine
  }
  const settled = async (sink: SourceBuffer, act: () => void): Promise<void> => {
    const done = once(sink, 'updateend', 'error')
    try {
      act()
    } catch (cause) {
      done.catch(() => undefined)
      throw cause
    }
    await done
  }
  const remove = async (from: number, to: number): Promise<void> => {
    const sink = buffer
    if (!sink || to <= from || source.readyState === 'closed') return
    await settled(sink, () => sink.remove(from, to))
  }
  const shrink = async (keep: number): Promise<void> => {
    await remove(0, Math.max(0, video.currentTime - keep))
    await remove(video.currentTime + 4 * keep, Number.POSITIVE_INFINITY)
  }
  return {
    begin: (type) =>
      inTurn(() => {
        if (!MediaSource.isTypeSupported(type))
          throw new HausrechtError('film_unplayable', 'This browser does not play H.264.')
        buffer = source.addSourceBuffer(type)
      }),
    append: (bytes) =>
      inTurn(async () => {
        const sink = buffer
        if (!sink || source.readyState === 'closed') return
        try {
          await settled(sink, () => sink.appendBuffer(bytes))
        } catch (error) {
          if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error
          await shrink(5)
          await settled(sink, () => sink.appendBuffer(bytes))
        }
      }),
    keep: (from, to) =>
      inTurn(async () => {
        await remove(0, from)
        await remove(to, Number.POSITIVE_INFINITY)
      }),
    duration: (seconds) =>
      inTurn(() => {
        const there = buffer?.buffered
        const least = there && there.length > 0 ? there.end(there.length - 1) : 0
        if (source.readyState === 'open' && !(Math.abs(source.duration - seconds) < 0.05))
          source.duration = Math.max(least, seconds)
      }),
    end: () =>
      inTurn(() => {
        if (source.readyState === 'open') source.endOfStream()
      }),
    until: (second) => {
      const ranges = buffer?.buffered
      let end = second
      for (let at = 0; ranges !== undefined && at < ranges.length; at += 1) {
        if (ranges.start(at) - SEAM <= end && ranges.end(at) > end) end = ranges.end(at)
      }
      return end
    },
    close: () => {
      video.removeAttribute('src')
      video.load()
      URL.revokeObjectURL(url)
    },
  }
}
