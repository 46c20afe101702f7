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
  log: z
    .strictObject({ level: z.enum(LOG_LEVELS).default('info').describe('Least level that is logged.') })
    .prefault({}),
})
export type Config = z.infer<typeof ConfigSchema>
