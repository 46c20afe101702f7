// The rig's speaker: a program that plays samples, started when somebody speaks and ended when nobody does. What it
// does not take at once is dropped: old words are worth nothing at a door.

import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'

export interface Speaker {
  say(samples: Int16Array): void
  /** Nobody speaks any more. */
  hush(): void
}

export interface SpeakerParts {
  /** ALSA's name for it, or `file:PATH` for the samples themselves; empty: there is none. */
  readonly device: string
  readonly clock: Pick<Clock, 'after'>
  readonly log: Pick<Logger, 'warn'>
}

/** Bytes that wait to be played: 200 ms of them. */
const WAITING_MOST = (48_000 * 2) / 5
const TIDY = millis(1000)
const FILE = 'file:'

const PLAY = [
  ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-fflags', 'nobuffer', '-flags', 'low_delay'],
  ...['-probesize', '32', '-analyzeduration', '0', '-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'pipe:0'],
  ...['-f', 'alsa'],
]

interface Sink {
  readonly into: Writable
  readonly program: ChildProcess | undefined
}

const open = ({ device, log }: SpeakerParts, gone: () => void): Sink => {
  const program = device.startsWith(FILE)
    ? undefined
    : spawn('ffmpeg', [...PLAY, device], { stdio: ['pipe', 'ignore', 'inherit'] })
  const into = program?.stdin ?? createWriteStream(device.slice(FILE.length), { flags: 'a', mode: 0o600 })
  const failed = (error: unknown): void => {
    log.warn({ err: error }, 'the speaker plays nothing')
    gone()
  }
  into.on('error', failed)
  program?.on('error', failed)
  program?.on('exit', gone)
  return { into, program }
}

export const createSpeaker = (parts: SpeakerParts): Speaker => {
  let sink: Sink | undefined
  return {
    say: (samples) => {
      if (parts.device === '') return
      if (!sink) {
        const own = open(parts, () => {
          if (sink === own) sink = undefined
        })
        sink = own
      }
      if (sink.into.writableLength > WAITING_MOST) return
      // A copy: the library uses its samples again.
      sink.into.write(Buffer.copyBytesFrom(samples))
    },
    hush: () => {
      if (!sink) return
      const { into, program } = sink
      sink = undefined
      into.end()
      if (!program) return
      const cancel = parts.clock.after(TIDY, () => program.kill('SIGKILL'))
      program.once('exit', cancel)
    },
  }
}
