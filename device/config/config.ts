// The agent's settings, key by key. Everything has a safe default; no secret has a place here.

import * as z from 'zod'
import { UNLOCK_DEFAULT, UNLOCK_LEAST, UNLOCK_MOST } from '#protocol/limits.ts'
import { millis } from '#protocol/units.ts'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

export const ConfigSchema = z.strictObject({
  data: z.string().min(1).describe('Folder for the journal, the door key and the PINs; mode 0700.'),
  rig: z
    .string()
    .regex(/^(\/|tcp:\/\/127\.0\.0\.1:)/)
    .default('/dev/hausrecht-rig')
    .describe('Serial port of the microcontroller, or tcp://127.0.0.1:PORT of the simulator.'),
  bridge: z.strictObject({
    url: z
      .string()
      .regex(/^(mqtts?|wss?):\/\//)
      .describe('Where the bridge listens: mqtts://host:8883, or mqtt://127.0.0.1:1883 on the same machine.'),
    ca: z
      .string()
      .default('')
      .describe("PEM file of an authority to trust beside the system's, for a certificate of your own making."),
  }),
  local: z
    .strictObject({
      socket: z
        .string()
        .default('')
        .describe('Unix socket for the owner on the Pi itself; empty: door.sock in the data folder.'),
      listen: z
        .string()
        .regex(/^$|^[\d.]+:\d+$|^\[[\da-f:]+\]:\d+$/i)
        .default('')
        .describe('Address and port for the owner in the house with everything else down; empty: off.'),
    })
    .prefault({}),
  unlock: z
    .strictObject({
      hold: z
        .int()
        .min(UNLOCK_LEAST)
        .max(UNLOCK_MOST)
        .default(UNLOCK_DEFAULT)
        .transform((value) => millis(value))
        .describe('Milliseconds the bolt stays out for one opening.'),
    })
    .prefault({}),
  clock: z
    .strictObject({
      trust: z
        .enum(['ntp', 'system'])
        .default('ntp')
        .describe(
          'ntp: time counts once the system says it is synchronised; system: the system clock is always right.',
        ),
    })
    .prefault({}),
  camera: z
    .strictObject({
      source: z
        .string()
        .regex(/^(auto|none|scene|\/.+|file:.+)$/)
        .default('auto')
        .describe(
          'A V4L2 device by its stable id (/dev/v4l/by-id/…), file:PATH for a recorded film, scene for a drawn door, none, or auto: the only camera there is, and with a simulated rig the drawn door.',
        ),
      format: z
        .enum(['mjpeg', 'raw', 'h264'])
        .default('mjpeg')
        .describe('What the camera delivers; mjpeg costs the least by far.'),
      width: z.int().min(160).max(1920).default(1280).describe('Pixels.'),
      height: z.int().min(120).max(1080).default(720).describe('Pixels.'),
      fps: z.int().min(2).max(30).default(15).describe('Pictures a second.'),
      encoder: z
        .enum(['auto', 'libx264', 'h264_v4l2m2m'])
        .default('auto')
        .describe('auto: the encoder in hardware when it proves itself at the start, else libx264.'),
      kilobits: z.int().min(200).max(20_000).default(2500).describe('Bit rate of the film, kbit/s.'),
      preroll: z
        .int()
        .min(5)
        .max(10)
        .default(8)
        .describe('Seconds kept in memory, so that a clip begins before the knock.'),
      sound: z
        .string()
        .default('')
        .describe('ALSA device of the microphone; recorded only when the owner turns sound on. Empty: none.'),
      control: z
        .string()
        .default('')
        .describe('Unix socket on which the drawn door is told what happens in front of it; empty: none.'),
    })
    .prefault({}),
  clips: z
    .strictObject({
      cloud: z
        .string()
        .regex(/^$|^https?:\/\//)
        .default('')
        .describe(
          'The clip service: https://host:8643, or http://127.0.0.1:PORT on the same machine. Empty: clips stay here.',
        ),
      ca: z.string().default('').describe("PEM file of an authority to trust beside the system's."),
      spool: z
        .int()
        .min(16)
        .default(2048)
        .describe('Megabytes on disk for clips not sent yet; then the oldest without an incident make room.'),
      postroll: z.int().min(0).max(60).default(3).describe('Seconds a clip goes on after the bolt is measured home.'),
    })
    .prefault({}),
  live: z
    .strictObject({
      viewers: z.int().min(0).max(16).default(6).describe('How many may watch at once; 0: live view is not started.'),
      speaker: z
        .string()
        .default('')
        .describe(
          'ALSA device of a speaker, for talking to who is at the door where the owner allows it; file:PATH writes the samples there. Empty: none.',
        ),
      microphone: z
        .string()
        .default('')
        .describe('ALSA device of a microphone, for listening; empty: the one of camera.sound, if there is one.'),
      small: z
        .int()
        .min(150)
        .max(2000)
        .default(400)
        .describe('Bit rate of the second, smaller film for poor networks, kbit/s.'),
    })
    .prefault({}),
  log: z
    .strictObject({ level: z.enum(LOG_LEVELS).default('info').describe('Least level that is logged.') })
    .prefault({}),
})
export type Config = z.infer<typeof ConfigSchema>
