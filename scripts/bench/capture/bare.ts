// A bare ffmpeg that does nothing but the same encode: the same film, at the camera's own pace, with the encoder's own
// settings, into a file.

import { join } from 'node:path'
import { type Encoder, pictureArguments } from '#device/clips/encoder/arguments.ts'
import { startProgram } from '../parts/program.ts'
import { pause } from '../parts/wait.ts'
import type { Format } from './film.ts'
import { startStopwatch } from './stopwatch.ts'

/** Beside the film's own: what the encoder is told between its input and its output. */
const encodingOf = (format: Format, kilobits: number): readonly string[] => {
  const task = { ...format, kilobits, encoder: 'libx264' satisfies Encoder } as const
  const all = pictureArguments(task)
  return all.slice(all.indexOf('-vf'), all.lastIndexOf('-f'))
}

const SETTLE = 3000

export interface Bare {
  readonly film: string
  readonly format: Format
  readonly kilobits: number
  readonly folder: string
  readonly forMs: number
}

/** Per cent of a core. */
export const bareEncode = async ({ film, format, kilobits, folder, forMs }: Bare): Promise<number> => {
  const input = ['-nostdin', '-v', 'error', '-threads', '1', '-re', '-stream_loop', '-1', '-i', film, '-map', '0:v:0']
  const times = ['-fps_mode', 'passthrough', '-enc_time_base', '1:1000']
  const output = ['-f', 'mp4', '-y', join(folder, 'bare.mp4'), '-progress', 'pipe:1']
  const program = await startProgram({
    name: 'bare ffmpeg',
    command: 'ffmpeg',
    args: [...input, ...times, ...encodingOf(format, kilobits), ...output],
  })
  try {
    await pause(SETTLE)
    const stop = startStopwatch(program.pid)
    await pause(forMs)
    return [...stop().values()].reduce((sum, share) => sum + share, 0)
  } finally {
    await program.end('SIGKILL')
  }
}
