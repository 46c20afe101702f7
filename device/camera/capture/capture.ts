// The permanent capture: pictures as the camera's program delivers them, stamped and numbered, never decoded.

import type { Cancel } from '#protocol/clock.ts'
import type { Leaf } from '#protocol/state.ts'
import { type EpochMs, millis } from '#protocol/units.ts'
import type { Frame } from '../frame.ts'
import type { Status } from './life.ts'
import { createMpjpegReader } from './mpjpeg.ts'
import { createPace } from './pace.ts'
import { type Read, type SupervisedParts, supervise } from './supervise.ts'

/** What the microcontroller measures, as the drawn door is told. */
export interface Rig {
  readonly leaf: Leaf
  readonly powered: boolean
  readonly infrared: boolean
  /** Somebody is expected: the drawn one walks up to the door. */
  readonly visitor?: boolean
}

export interface CaptureParts extends Pick<SupervisedParts, 'find' | 'clock' | 'log'> {
  /** Wall clock for the pictures' `at`. */
  readonly now: () => EpochMs
}

export interface Capture {
  status(): Status
  changed(listener: (status: Status) => void): Cancel
  /** At first off. Off ends the program at once, on purpose. */
  power(on: boolean): void
  /** Forwarded to the drawn door; a real camera sees for itself. */
  tell(rig: Rig): void
  /** Each picture: numbered without a gap through every restart, `seen` at least 1 ms after the one before. */
  listen(listener: (frame: Frame) => void): Cancel
  close(): Promise<void>
}

/** More is no camera: 30 a second, with what piled up while this process was held. */
const PICTURES_A_SECOND = 300

export const createCapture = ({ find, clock, log, now }: CaptureParts): Capture => {
  const listeners = new Set<(frame: Frame) => void>()
  let n = 0
  let last = Number.NEGATIVE_INFINITY
  let rig: string | undefined

  const hand = (jpeg: Uint8Array): void => {
    // Pictures that came in one go keep their order in time: a film cannot have two at once.
    last = Math.max(clock.monotonic(), last + 1)
    const frame: Frame = { n: n++, at: now(), seen: millis(last), jpeg }
    for (const listener of listeners) listener(frame)
  }

  const reader = (): Read => {
    const pace = createPace(PICTURES_A_SECOND)
    let came = 0
    let flood = false
    const mpjpeg = createMpjpegReader((jpeg) => {
      came++
      flood ||= pace.add(1, clock.monotonic())
      if (!flood) hand(jpeg)
    })
    return (chunk) => {
      came = 0
      const wrong = mpjpeg.push(chunk)
      if (flood) return 'flood'
      return wrong ?? (came > 0 ? 'output' : 'more')
    }
  }

  const program = supervise({ find, reader, greeting: () => rig, clock, log, name: 'camera' })
  return {
    status: () => program.status(),
    changed: (listener) => program.changed(listener),
    power: (on) => program.power(on),
    tell: (measured) => {
      rig = JSON.stringify(measured)
      program.say(rig)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => program.close(),
  }
}
