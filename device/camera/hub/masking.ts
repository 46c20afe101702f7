// Blackens what the owner drew, once for all who follow. A picture that cannot be blackened is let out to nobody.

import type { Mask } from '#protocol/camera.ts'
import type { Frame } from '../frame.ts'

/** Pictures blackened side by side: both cores of a small machine, and no queue of decoded pictures. */
const AT_ONCE = 2

export interface MaskingParts {
  readonly blackOut: (jpeg: Uint8Array, areas: readonly Mask[]) => Promise<Uint8Array>
  /** A copy of this picture is held now, or (negative) no more. */
  readonly grew: (frame: Frame, bytes: number) => void
}

/** A picture and the masks, by their version, that it was made with. */
export interface Masked {
  readonly frame: Frame
  readonly version: number
}

interface Copy {
  readonly version: number
  readonly done: Promise<Frame | undefined>
  bytes: number
}

export class Masking {
  private readonly parts: MaskingParts
  private areas: readonly Mask[] = []
  private version = 0
  /** Goes with the picture: whoever lets go of that lets go of the copy. */
  private readonly copies = new WeakMap<Frame, Copy>()
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(parts: MaskingParts) {
    this.parts = parts
  }

  set(areas: readonly Mask[]): void {
    if (JSON.stringify(areas) === JSON.stringify(this.areas)) return
    this.areas = [...areas]
    this.version++
  }

  /** Starts work that will be asked for next. */
  prepare(frame: Frame): void {
    if (this.areas.length > 0) this.copy(frame)
  }

  /** Is it still what the owner wants to be seen? To be asked in the moment it is handed out. */
  holds({ version }: Masked): boolean {
    return version === this.version
  }

  /** The picture with what is masked now; undefined when it is broken. */
  async apply(frame: Frame): Promise<Masked | undefined> {
    for (;;) {
      const { version } = this
      if (this.areas.length === 0) return { frame, version }
      const masked = await this.copy(frame).done
      if (version === this.version) return masked && { frame: masked, version }
    }
  }

  private copy(frame: Frame): Copy {
    const before = this.copies.get(frame)
    if (before?.version === this.version) return before
    if (before) this.account(frame, before, 0)
    const { version, areas } = this
    const copy: Copy = { version, bytes: 0, done: this.blacken(frame, version, areas) }
    this.copies.set(frame, copy)
    // Never rejects.
    copy.done.then(
      (masked) => {
        if (masked && this.copies.get(frame) === copy) this.account(frame, copy, masked.jpeg.length)
      },
      () => undefined,
    )
    return copy
  }

  private account(frame: Frame, copy: Copy, bytes: number): void {
    this.parts.grew(frame, bytes - copy.bytes)
    copy.bytes = bytes
  }

  private async blacken(frame: Frame, version: number, areas: readonly Mask[]): Promise<Frame | undefined> {
    await this.turn()
    try {
      // Nobody wants it any more: whoever asked looks again.
      if (version !== this.version) return undefined
      return { ...frame, jpeg: await this.parts.blackOut(frame.jpeg, areas) }
    } catch {
      return undefined
    } finally {
      this.running--
      this.waiting.shift()?.()
    }
  }

  private async turn(): Promise<void> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.running++
  }
}
