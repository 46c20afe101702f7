// The microphone: a program of its own that runs only while sound is on.

import type { Cancel } from '#protocol/clock.ts'
import type { Sound } from '../frame.ts'
import type { Status } from './life.ts'
import { createPace } from './pace.ts'
import { type Read, type SupervisedParts, supervise } from './supervise.ts'

export interface Microphone {
  status(): Status
  changed(listener: (status: Status) => void): Cancel
  /** At first off. */
  power(on: boolean): void
  listen(listener: (sound: Sound) => void): Cancel
  close(): Promise<void>
}

/** Bytes of one sample: s16le, one channel. */
const SAMPLE = 2
/** 48 kHz, eight times over: what piled up while this process was held. */
const BYTES_A_SECOND = 48_000 * SAMPLE * 8

/** Whole samples; a half one waits for its other half. */
const createSampleReader = (): ((chunk: Buffer) => Buffer) => {
  let half: Buffer | undefined
  return (chunk) => {
    const bytes = half ? Buffer.concat([half, chunk]) : chunk
    const whole = bytes.length - (bytes.length % SAMPLE)
    half = whole < bytes.length ? Buffer.from(bytes.subarray(whole)) : undefined
    return bytes.subarray(0, whole)
  }
}

export const createMicrophone = ({ find, clock, log }: Pick<SupervisedParts, 'find' | 'clock' | 'log'>): Microphone => {
  const listeners = new Set<(sound: Sound) => void>()
  const reader = (): Read => {
    const samples = createSampleReader()
    const pace = createPace(BYTES_A_SECOND)
    return (chunk) => {
      const seen = clock.monotonic()
      if (pace.add(chunk.length, seen)) return 'flood'
      const pcm = samples(chunk)
      if (pcm.length === 0) return 'more'
      for (const listener of listeners) listener({ seen, pcm })
      return 'output'
    }
  }
  const program = supervise({ find, reader, clock, log, name: 'microphone' })
  return {
    status: () => program.status(),
    changed: (listener) => program.changed(listener),
    power: (on) => program.power(on),
    listen: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => program.close(),
  }
}
