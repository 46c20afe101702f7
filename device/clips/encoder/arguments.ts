// What ffmpeg is told, as data. One program turns pictures into bare H.264 and says of each picture how long it is
// and when it was; another turns sound into AAC. Containers are our own work, see film/.

import type { Size } from '../../camera/picture/picture.ts'

export const ENCODERS = ['libx264', 'h264_v4l2m2m'] as const
export type Encoder = (typeof ENCODERS)[number]

export interface Task extends Size {
  readonly encoder: Encoder
  /** kbit/s; a still scene takes less. */
  readonly kilobits: number
  /** For a narrow path: no key picture so large that those behind it wait long. */
  readonly steady?: boolean
}

/** Pictures of a group end at most this many seconds after its key frame; what is left absorbs a late picture. */
const GROUP = 0.96
/** A key frame where this picture, lasting as long as the one before it, would end too late. */
const KEY_FRAMES = `expr:st(1,t-ld(0));st(0,t);isnan(prev_forced_t)+gt(t-prev_forced_t+ld(1),${GROUP})`
/** Seconds of its rate that a steady film may take at once: its key pictures are half as large then. */
const STEADY = 0.4
/** Never reached: key frames come by time. Bounds what a broken clock could do. */
const GROUP_MOST = 250

// ultrafast: 720p15 takes 7 % of a desktop core, so about 0.8 of a Pi 4's, and leaves room to catch up with 10 s of
// pre-roll; superfast takes twice that. Two slices side by side, because more cost bits and gain little.
const SOFTWARE = ({ kilobits, steady = false }: Task): readonly string[] => [
  ...['-pix_fmt', 'yuvj420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '2'],
  ...['-crf', '23', '-maxrate', `${kilobits}k`, '-bufsize', `${Math.round(kilobits * (steady ? STEADY : 1))}k`],
  ...['-sc_threshold', '0', '-forced-idr', '1'],
]

// The Pi's encoder knows neither quality nor full range. It gives no headers beforehand, which is why nothing that
// ffmpeg could put around its pictures is right (raspberrypi/linux#4995, #5150).
const HARDWARE = ({ kilobits }: Task): readonly string[] => [
  ...['-pix_fmt', 'yuv420p', '-c:v', 'h264_v4l2m2m', '-b:v', `${kilobits}k`, '-num_capture_buffers', '16'],
]

/** As large as it comes, but no wider than this; H.264 wants even sizes. */
export const fitted = ({ width, height }: Size, widest = Number.POSITIVE_INFINITY): Size => {
  const scale = Math.min(1, widest / width)
  return { width: Math.max(2, Math.round(width * scale) & ~1), height: Math.max(2, Math.round(height * scale) & ~1) }
}

/** Matroska on 0; access units in Annex B form on 1, a line for each of them on 3. */
export const pictureArguments = (task: Task): readonly string[] => [
  ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
  // Without these it would read a second of pictures before it gives one.
  ...['-threads', '1', '-probesize', '32', '-analyzeduration', '1'],
  ...['-f', 'matroska', '-i', 'pipe:0', '-map', '0:v:0', '-fps_mode', 'passthrough', '-enc_time_base', '1:1000'],
  ...['-vf', `scale=${task.width}:${task.height}`],
  ...(task.encoder === 'libx264' ? SOFTWARE(task) : HARDWARE(task)),
  ...['-bf', '0', '-g', `${GROUP_MOST}`, '-force_key_frames', KEY_FRAMES],
  ...['-f', 'tee', '[f=h264:flush_packets=1]pipe:1|[f=framecrc:flush_packets=1]pipe:3'],
]

/** 16-bit samples on 0, AAC in ADTS frames on 1. */
export const soundArguments = (): readonly string[] => [
  ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-probesize', '32'],
  ...['-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'pipe:0'],
  ...['-c:a', 'aac', '-b:a', '64k', '-threads', '1', '-f', 'adts', '-flush_packets', '1', 'pipe:1'],
]
