// The command line for each way to get pictures and sound. Pure.

import { millis, seconds } from '#protocol/units.ts'
import type { Config } from '../../config/config.ts'
import { nodeOptionsFor, programOf } from '../../program.ts'
import type { Program } from './program.ts'

export type CameraConfig = Pick<Config['camera'], 'format' | 'width' | 'height' | 'fps'>

/** A USB camera takes a second or two to deliver its first picture; a loaded machine more. */
const FIRST = seconds(10)
const SILENCE = seconds(2)
/** The drawn door can be told to deliver nothing: it must not be restarted for obeying. */
const SCENE_SILENCE = seconds(60)
/** mjpeg's scale of 2 (best) to 31: about what a camera's own JPEG looks like. */
const QUALITY = '5'

const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'error']
const PICTURES_OUT = ['-f', 'mpjpeg', '-flush_packets', '1', 'pipe:1']
const COPIED = ['-an', '-c:v', 'copy', ...PICTURES_OUT]
/** passthrough: a picture in is a picture out, and none waits for the next. */
const ENCODED = ['-an', '-c:v', 'mjpeg', '-q:v', QUALITY, '-fps_mode', 'passthrough', ...PICTURES_OUT]
/** Without frame threads, each of which would hold a picture back. */
const AT_ONCE = ['-threads', '1', '-flags', 'low_delay']

const ffmpeg = (args: readonly string[]): Program => ({
  command: 'ffmpeg',
  args: [...QUIET, ...args],
  talks: false,
  first: FIRST,
  silence: SILENCE,
})

const v4l2 = (device: string, input: string, { width, height, fps }: CameraConfig): string[] => [
  '-fflags',
  'nobuffer',
  ...['-f', 'v4l2', '-input_format', input, '-video_size', `${width}x${height}`, '-framerate', String(fps)],
  ...['-i', device],
]

/** @param device a V4L2 device, best by its stable id */
export const camera = (device: string, config: CameraConfig): Program => {
  switch (config.format) {
    case 'mjpeg':
      return ffmpeg([...v4l2(device, 'mjpeg', config), ...COPIED])
    case 'raw':
      return ffmpeg([...v4l2(device, 'yuyv422', config), ...ENCODED])
    case 'h264':
      return ffmpeg([...AT_ONCE, ...v4l2(device, 'h264', config), ...ENCODED])
  }
}

/** Its own pictures as they are when they are JPEG, else made into JPEG no larger than asked for; over and over. */
export const film = (path: string, codec: string, { width, height }: CameraConfig): Program => {
  // By its protocol, so that no name of a file is taken for an option, an address or a playlist.
  const input = ['-re', '-stream_loop', '-1', '-i', `file:${path}`]
  if (codec === 'mjpeg') return ffmpeg([...input, ...COPIED])
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`
  return ffmpeg([...AT_ONCE, ...input, '-vf', fit, ...ENCODED])
}

const SCENE = programOf('camera/scene/main.ts')

/** The drawn door, a program of this project. @param control Unix socket for its moods; empty: none */
export const scene = ({ width, height, fps }: CameraConfig, control: string): Program => ({
  command: process.execPath,
  args: [
    ...[...nodeOptionsFor(SCENE), SCENE],
    ...['--width', String(width), '--height', String(height), '--fps', String(fps)],
    ...(control === '' ? [] : ['--control', control]),
  ],
  talks: true,
  first: millis(2 * FIRST),
  silence: SCENE_SILENCE,
})

/** @param device ALSA's name for it: `plughw:` converts where a microphone has another rate or two channels */
export const microphone = (device: string): Program =>
  ffmpeg([
    ...['-f', 'alsa', '-sample_rate', '48000', '-channels', '1', '-i', device],
    ...['-vn', '-ac', '1', '-ar', '48000', '-f', 's16le', '-flush_packets', '1', 'pipe:1'],
  ])
