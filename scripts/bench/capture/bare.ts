// A bare ffmpeg that does nothing but the same encode: the same film, at the camera's own pace, with the encoder's own
// settings, into a file.

import { join } from 'node:path'
import { type Encoder, pictureArguments } from '#device/clips/encoder/arguments.ts'
import { startProgram } from '../parts/program.ts'
import { pause, until } from '../parts/wait.ts'
import { type Format, paceOf } from './film.ts'
import { startStopwatch, sumOf } from './stopwatch.ts'

/** Beside the film's own: what the encoder is told between its input and its output. */
const encodingOf = (format: Format, kilobits: number): readonly string[] => {
  const task = { ...format, kilobits, encoder: 'libx264' satisfies Encoder } as const
  const all = pictureArguments(task)
  return all.slice(all.indexOf('-vf'), all.lastIndexOf('-f'))
}

export interface Bare {
  readonly film: string
  readonly format: Format
  readonly kilobits: number
  readonly folder: string
  /** Milliseconds that are not counted, at first; then those that are. */
  readonly settle: number
  readonly forMs: number
}

const START_WITHIN = 10_000

/** @returns per cent of a core, at the film's own pace */
export const bareEncode = async ({ film, format, kilobits, folder, settle, forMs }: Bare): Promise<number> => {
  const input = ['-nostdin', '-v', 'error', '-threads', '1', '-re', '-stream_loop', '-1', '-i', film, '-map', '0:v:0']
  const times = ['-fps_mode', 'passthrough', '-enc_time_base', '1:1000']
  const output = ['-f', 'mp4', '-y', join(folder, 'bare.mp4'), '-progress', 'pipe:1', '-stats_period', '0.1']
  let pictures = 0
  const program = await startProgram({
    later: (text) => {
      pictures = Number(/frame=\s*(\d+)/.exec(text)?.[1] ?? pictures)
    },
    name: 'bare ffmpeg',
    command: 'ffmpeg',
    args: [...input, ...times, ...encodingOf(format, kilobits), ...output],
  })
  try {
    await until(() => pictures > 0, 'the bare ffmpeg encodes', START_WITHIN)
    await pause(settle)
    const before = pictures
    const stop = startStopwatch(program.pid)
    await pause(forMs)
    const share = sumOf(stop())
    // On a busy machine it falls behind, and would seem to be cheap.
    return share / paceOf(pictures - before, format, forMs)
  } finally {
    await program.end('SIGKILL')
  }
}
