// The film's sound: from the hub through its own small program into AAC frames. Apart from the pictures, so that
// neither ever waits for the other.

import type { Clock } from '#protocol/clock.ts'
import type { Millis } from '#protocol/units.ts'
import type { Hub } from '../../../camera/hub/port.ts'
import { soundArguments } from '../arguments.ts'
import { SOUND_SCALE } from '../film/init.ts'
import { startProgram } from '../program.ts'
import { watchStall } from '../stall.ts'
import { createAdts, type SoundFrame } from './adts.ts'
import { createSoundLine } from './line.ts'

export interface SoundParts {
  readonly hub: Pick<Hub, 'followSound'>
  readonly clock: Pick<Clock, 'every' | 'monotonic'>
  /** Monotonic time of the film's first picture. */
  readonly base: Millis
  readonly ffmpeg: string
  frame(frame: SoundFrame): void
  failed(why: string): void
}

export interface SoundTrack {
  /** Makes up for a microphone that is silent for good; now and then. */
  fill(): Promise<void>
  /** Ends the track; every frame has been given before it resolves. */
  finish(): Promise<void>
  kill(): void
}

/** Samples the encoder may hold before it counts as busy; it gives back all but two frames. */
const IN_HAND = SOUND_SCALE / 2
const SAMPLE_BYTES = 2

export const startSound = (parts: SoundParts): SoundTrack => {
  const line = createSoundLine(parts.base)
  const until = new AbortController()
  let [sent, got] = [0, 0]
  let finishing = false
  let hungry = false
  const adts = createAdts(
    (frame) => {
      got = frame.at + frame.lasts
      stall.stirred()
      parts.frame(frame)
    },
    (what) => parts.failed(what),
  )
  const program = startProgram(parts.ffmpeg, soundArguments(), { 1: adts })
  const busy = (): boolean => sent - got > (finishing ? 0 : IN_HAND)
  const stall = watchStall(parts.clock, busy, () => parts.failed('the sound encoder hangs'))

  const send = async (pcm: Uint8Array): Promise<void> => {
    sent += pcm.length / SAMPLE_BYTES
    if (pcm.length > 0) await program.send(pcm)
  }
  const pump = async (): Promise<void> => {
    hungry = true
    for await (const sound of parts.hub.followSound(parts.base, until.signal)) {
      hungry = false
      await send(line.place(sound))
      hungry = true
    }
  }
  const pumped = pump().catch(() => parts.failed('the sound ended'))
  const ended = program.ended.then(({ said }) => {
    stall.stop()
    if (!finishing) parts.failed(`the sound encoder ended: ${said}`)
  })

  return {
    fill: async () => {
      if (hungry && !finishing) await send(line.fill(parts.clock.monotonic() - parts.base))
    },
    finish: async () => {
      finishing = true
      until.abort()
      await pumped
      program.finish()
      await ended
    },
    kill: () => {
      finishing = true
      until.abort()
      program.kill()
    },
  }
}
