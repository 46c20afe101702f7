// Programs that deliver, hang, spew and die, and a look at which of them are alive.

import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { HausrechtError } from '#protocol/fault.ts'
import { millis } from '#protocol/units.ts'
import type { Program } from './program.ts'

export const SILENT = { info: () => undefined, warn: () => undefined }

const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'error']

/** Something by which a test knows its own processes among all others. */
export const freshMark = (): string => `mark-${randomUUID()}`

/** @param silence short, so that a hang is noticed within a test */
export const program = (command: string, args: readonly string[], talks = false, silence = 700): Program => ({
  command,
  args,
  talks,
  first: millis(15_000),
  silence: millis(silence),
})

const CARD = 'testsrc2=size=160x96:rate=25'
const MPJPEG = ['-c:v', 'mjpeg', '-f', 'mpjpeg', '-flush_packets', '1', 'pipe:1']

/** Twenty-five pictures a second, by ffmpeg. */
export const testCard = (mark: string): Program =>
  program('ffmpeg', [...QUIET, '-re', '-f', 'lavfi', '-i', CARD, '-metadata', `title=${mark}`, ...MPJPEG])

/** As many pictures as the machine can draw. */
export const hurried = (mark: string): Program =>
  program('ffmpeg', [...QUIET, '-f', 'lavfi', '-i', CARD, '-metadata', `title=${mark}`, ...MPJPEG])

/** A tone instead of a microphone. */
export const tone = (mark: string): Program =>
  program('ffmpeg', [
    ...[...QUIET, '-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-metadata', `title=${mark}`],
    ...['-ac', '1', '-f', 's16le', '-flush_packets', '1', 'pipe:1'],
  ])

/** Spews, and has a child of its own that would sleep on: only ending the group ends that one. */
export const spewer = (mark: string): Program =>
  program('sh', ['-c', `sh -c 'sleep 60; : ${mark}' & exec cat /dev/urandom`])

/** Delivers nothing, and writes what it is told into a file until there is no more to hear. */
export const scribe = (file: string): Program => program('sh', ['-c', 'cat >> "$0"', file], true)

/** Processes with this in their command line. */
export const alive = async (mark: string): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
      const state = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
      return line.includes(mark) && !/\) Z /.test(state) ? [Number(pid)] : []
    }),
  )
  return found.flat()
}

/** @throws HausrechtError when it has not come true after 15 s */
export const eventually = async (check: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (await check()) return
    await sleep(25)
  }
  throw new HausrechtError('test_late', `Never came true: ${what}`)
}
