// The clip service's settings, key by key: default and what it is for. No secret has a place here, only the names of
// files that hold one.

import * as z from 'zod'
import { ThumbprintSchema } from '#protocol/ids.ts'
import { RETENTION_DAYS } from '#protocol/limits.ts'
import { readSettings } from '#protocol/settings.ts'
import { seconds } from '#protocol/units.ts'
import { LIMITS } from '../limits/limits.ts'
import { readAddress } from './address.ts'
import { RULES } from './rules.ts'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

// Not z.int(): where that fails, no rule between keys is looked at any more.
const count = (fallback: number, about: string, most = 1_000_000) =>
  z.number().refine(Number.isInteger, 'must be a whole number').min(1).max(most).default(fallback).describe(about)
const file = (about: string) => z.string().max(4096).default('').describe(about)

const s3 = z.strictObject({
  endpoint: z
    .string()
    .regex(/^$|^https?:\/\/[^/]+\/?$/, 'must be https://host or http://host:port')
    .default('')
    .describe('Where the object store answers: https://host.'),
  bucket: z
    .string()
    .regex(/^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a name of a bucket')
    .default('')
    .describe('Made at the first start when there is none. For clips alone.'),
  region: z.string().max(64).default('us-east-1').describe('As the store calls it.'),
  accessKeyFile: file('File that holds the access key, alone.'),
  secretKeyFile: file('File that holds the secret key, alone; which nobody else may read.'),
})

const shape = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(4096)
    .describe("File of the service's own Ed25519 key, made at the first start. All instances share it."),
  listen: z
    .string()
    .refine((text) => readAddress(text) !== undefined, 'must be an address and a port, as 127.0.0.1:8643')
    .default('127.0.0.1:8643')
    .describe('Address and port. Beyond this machine only with tls.'),
  tls: z
    .strictObject({
      cert: file('PEM file with the certificate, then those between it and its root. Empty: no TLS.'),
      key: file('PEM file with its private key, which nobody else may read.'),
    })
    .prefault({}),
  store: z
    .strictObject({
      folder: file('Folder that holds everything; several instances on one machine may share it. Or:'),
      s3: s3.prefault({}),
    })
    .prefault({}),
  owners: z
    .array(ThumbprintSchema)
    .max(10_000)
    .default([])
    .describe('Thumbprints of the keys whose doors may bring clips.'),
  open: z
    .boolean()
    .default(false)
    .describe(
      "true: anybody's doors may bring clips. Whoever has a door's key can then call the door theirs and delete its clips (never open them): name the owners where you can.",
    ),
  quota: z
    .number()
    .refine(Number.isInteger, 'must be a whole number')
    .min(1)
    .default(50_000_000_000)
    .describe('Bytes one door may store.'),
  retention: count(RETENTION_DAYS, 'Days a clip is kept unless its owner says otherwise.', 3650),
  sweep: z
    .number()
    .min(1)
    .max(86_400)
    .default(3600)
    .transform((value) => seconds(value))
    .describe('Seconds from one round to the next that deletes what is past its time.'),
  limits: z
    .strictObject({
      connections: count(LIMITS.connections, 'Connections in all.', 100_000),
      perAddress: count(LIMITS.perAddress, 'Connections from one address.', 100_000),
      inFlight: count(LIMITS.inFlight, 'Bytes of parts that may be in memory at once.', 2 ** 32),
      burst: count(LIMITS.bring.burst, 'Objects one door may bring at once.'),
      perSecond: count(LIMITS.bring.perSecond, 'Objects one door may bring each second after that.'),
    })
    .prefault({}),
  log: z
    .strictObject({ level: z.enum(LOG_LEVELS).default('info').describe('Least level that is logged.') })
    .prefault({}),
})

export const ConfigSchema = RULES.reduce(
  (schema, { path, message, holds }) => schema.refine(holds, { path: [...path], message, when: () => true }),
  shape,
)
export type Config = z.infer<typeof ConfigSchema>

/**
 * Reads the clip service's settings file.
 * @param name how to call it in the message
 * @throws HausrechtError `settings_wrong`, a line for each problem with the full path of its key
 */
export const readConfig = (toml: string, name: string): Config => readSettings<Config>(ConfigSchema, toml, name)
