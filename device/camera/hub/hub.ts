// The hub (port.ts): a ring of pictures and one of sound, and those who follow them.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type Millis, seconds } from '#protocol/units.ts'
import type { Frame, Sound } from '../frame.ts'
import { blackOut } from '../picture/picture.ts'
import { createBell } from './bell.ts'
import { jpegSize } from './jpeg-size.ts'
import { Masking, type MaskingParts } from './masking.ts'
import type { Hub } from './port.ts'
import { type Bounds, Ring } from './ring.ts'

export interface HubParts {
  /** How far back a clip begins; a little more than that is held. */
  readonly preroll: Millis
  readonly clock: Clock
  /** For tests; by default 96 MB of pictures and their masked copies, and 1024 of them. */
  readonly bounds?: Partial<Bounds>
  readonly blackOut?: MaskingParts['blackOut']
}

/** The hub as seen by whoever fills it. */
export interface FilledHub extends Hub {
  take(frame: Frame): void
  hear(sound: Sound): void
  /** Sound was turned off: what was heard is forgotten. */
  deafen(): void
  /** Ends everybody who follows, and lets go of everything. */
  close(): void
}

const BEYOND = seconds(2)
const PICTURES: Omit<Bounds, 'age'> = { count: 1024, bytes: 96 * 1024 * 1024 }
/** Twice what 48 kHz of s16le come to in 12 s, in pieces down to 5 ms. */
const SOUNDS: Omit<Bounds, 'age'> = { count: 2400, bytes: 2 * 1024 * 1024 }
const FPS_OVER = seconds(3)
const TIDY_EACH = seconds(1)

class JpegHub implements FilledHub {
  private readonly frames: Ring<Frame>
  private readonly sounds: Ring<Sound>
  private readonly masking: Masking
  private readonly watchers = new Set<(frame: Frame) => void>()
  private readonly pictureCame = createBell()
  private readonly soundCame = createBell()
  private closed = false
  private readonly stopTidying: Cancel
  private readonly clock: Clock
  private readonly preroll: Millis

  constructor({ preroll, clock, bounds, blackOut: black = blackOut }: HubParts) {
    this.clock = clock
    this.preroll = preroll
    const age = preroll + BEYOND
    this.frames = new Ring({ ...PICTURES, age, ...bounds })
    this.sounds = new Ring({ ...SOUNDS, age })
    this.masking = new Masking({
      blackOut: black,
      grew: (frame, bytes) => {
        const held = this.frames.from(this.placeOf(frame.n))
        if (held?.item === frame) this.frames.grow(held.place, bytes)
      },
    })
    // Also when nothing comes: a camera that is off leaves no pictures behind in memory.
    this.stopTidying = clock.every(TIDY_EACH, () => {
      this.frames.trim(clock.monotonic())
      this.sounds.trim(clock.monotonic())
    })
  }

  take(frame: Frame): void {
    if (this.closed) return
    this.frames.push(frame, frame.seen, frame.jpeg.length)
    for (const watcher of this.watchers) watcher(frame)
    this.pictureCame.ring()
  }

  hear(sound: Sound): void {
    if (this.closed) return
    this.sounds.push(sound, sound.seen, sound.pcm.length)
    this.soundCame.ring()
  }

  deafen(): void {
    this.sounds.clear()
  }

  newest(): Frame | undefined {
    return this.frames.newest()
  }

  oldest(): number | undefined {
    const since = this.clock.monotonic() - this.preroll
    const held = this.frames.from(this.frames.first(({ seen }) => seen >= since))
    return (held?.item ?? this.frames.oldest())?.n
  }

  fps(): number | undefined {
    const { count, over } = this.frames.lately(FPS_OVER)
    return over > 0 ? ((count - 1) * 1000) / over : undefined
  }

  size(): { readonly width: number; readonly height: number } | undefined {
    const frame = this.newest()
    return frame && jpegSize(frame.jpeg)
  }

  async *follow(from: number, until: AbortSignal): AsyncGenerator<Frame> {
    const over = (): boolean => until.aborted || this.closed
    let n = from
    while (!over()) {
      const held = this.frames.from(this.placeOf(n))
      if (!held) {
        await this.pictureCame.next(until)
        continue
      }
      // The next one is begun at the same time, so that two run side by side.
      const ahead = this.frames.from(held.place + 1)
      const masked = this.masking.apply(held.item)
      if (ahead) this.masking.prepare(ahead.item)
      const picture = await masked
      if (over()) return
      // Drawn anew at the last moment: by the masks of now.
      if (picture && !this.masking.holds(picture)) continue
      n = held.item.n + 1
      if (picture) yield picture.frame
    }
  }

  async *followSound(since: number, until: AbortSignal): AsyncGenerator<Sound> {
    let place = this.sounds.first(({ seen }) => seen > since)
    while (!until.aborted && !this.closed) {
      const held = this.sounds.from(place)
      if (held) {
        place = held.place + 1
        yield held.item
      } else await this.soundCame.next(until)
    }
  }

  async picture(): Promise<Frame | undefined> {
    for (;;) {
      const newest = this.newest()
      const masked = newest && (await this.masking.apply(newest))
      if (!masked) return undefined
      if (this.masking.holds(masked)) return masked.frame
    }
  }

  watch(listener: (frame: Frame) => void): Cancel {
    this.watchers.add(listener)
    return () => {
      this.watchers.delete(listener)
    }
  }

  mask(areas: Parameters<Hub['mask']>[0]): void {
    this.masking.set(areas)
  }

  close(): void {
    this.closed = true
    this.stopTidying()
    this.watchers.clear()
    this.frames.clear()
    this.sounds.clear()
    this.pictureCame.ring()
    this.soundCame.ring()
  }

  private placeOf(n: number): number {
    return this.frames.first((frame) => frame.n >= n)
  }
}

export const createHub = (parts: HubParts): FilledHub => new JpegHub(parts)
