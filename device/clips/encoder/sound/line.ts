// Puts the microphone's samples on the film's time. A sound card keeps its own time and its chunks arrive late, never
// early; so the least lateness over a second is the truth, and is made up for with silence or by leaving out. Pure.

import type { Millis } from '#protocol/units.ts'
import type { Sound } from '../../../camera/frame.ts'
import { SOUND_SCALE } from '../film/init.ts'

const SAMPLE_BYTES = 2
const PER_MS = SOUND_SCALE / 1000
/** Off by this much is put right after a second; twice this and no more is what is ever heard beside its picture. */
const SLACK = 20 * PER_MS
/** Off by this much is put right at once: a hole, or sound from before the film. */
const HOLE = 500 * PER_MS
/** Sound that does not come at all is silence, so that a player does not wait for it. */
const SILENT = 1000 * PER_MS
/** Silence made at one time, at most. */
const SILENCE_MOST = 60 * SOUND_SCALE

const NOTHING = new Uint8Array(0)
const silence = (samples: number): Uint8Array => new Uint8Array(Math.min(samples, SILENCE_MOST) * SAMPLE_BYTES)

export interface SoundLine {
  /** @returns samples for the encoder, in one unbroken row from the film's beginning on */
  place(sound: Sound): Uint8Array
  /** Silence where a picture of time `t` ms has had no sound for long. */
  fill(t: number): Uint8Array
}

/** @param base monotonic time of the film's first picture */
export const createSoundLine = (base: Millis): SoundLine => {
  let written = 0
  let least = Number.POSITIVE_INFINITY
  let heard = 0

  /** How far to shift now: more than 0 is silence to put in, less is samples to leave out. */
  const shift = (off: number, samples: number): number => {
    if (written === 0 || Math.abs(off) > HOLE) {
      least = Number.POSITIVE_INFINITY
      heard = 0
      return off
    }
    least = Math.min(least, off)
    heard += samples
    if (heard < SOUND_SCALE) return 0
    const found = least
    least = Number.POSITIVE_INFINITY
    heard = 0
    return Math.abs(found) > SLACK ? found : 0
  }

  return {
    place: ({ seen, pcm }) => {
      const samples = Math.floor(pcm.length / SAMPLE_BYTES)
      const start = Math.round((seen - base) * PER_MS) - samples
      const by = shift(start - written, samples)
      const kept = pcm.subarray(Math.min(samples, Math.max(0, -by)) * SAMPLE_BYTES, samples * SAMPLE_BYTES)
      const made = by > 0 ? silence(by) : NOTHING
      written += (made.length + kept.length) / SAMPLE_BYTES
      return made.length === 0 ? kept : Buffer.concat([made, kept])
    },
    fill: (t) => {
      const missing = Math.round(t * PER_MS) - written
      if (missing < SILENT) return NOTHING
      const made = silence(missing - SILENT / 2)
      written += made.length / SAMPLE_BYTES
      return made
    },
  }
}
