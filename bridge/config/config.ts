// The bridge's settings, key by key: default and what it is for. Everything has a safe default; no secret has a
// place here, only the names of files that hold one.

import * as z from 'zod'
import { ThumbprintSchema } from '#protocol/ids.ts'
import { RelaySchema } from '#protocol/live/relay.ts'
import { readSettings } from '#protocol/settings.ts'
import { seconds } from '#protocol/units.ts'
import { ACCESS_LIMITS } from '../access/limits.ts'
import { BROKER_LIMITS } from '../broker/limits.ts'
import { isService, SERVICES } from '../push/services.ts'
import { readAddress } from './address.ts'
import { readOrigin } from './origin.ts'
import { RULES } from './rules.ts'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

const address = (fallback: string, about: string) =>
  z
    .string()
    .refine(
      (text) => text === '' || readAddress(text) !== undefined,
      'must be an address and a port, as 127.0.0.1:1883 or [::1]:1883',
    )
    .default(fallback)
    .describe(`${about} Empty: off.`)

// Not z.int(): where that fails, no rule between keys is looked at any more.
const count = (fallback: number, about: string, most = 1_000_000) =>
  z.number().refine(Number.isInteger, 'must be a whole number').min(1).max(most).default(fallback).describe(about)

const span = (fallback: number, about: string, most = 86_400) =>
  z
    .number()
    .min(1)
    .max(most)
    .default(fallback / 1000)
    .transform((value) => seconds(value))
    .describe(`Seconds ${about}`)

const rate = ({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }, about: string) =>
  z
    .strictObject({
      burst: z.number().min(1).max(1_000_000).default(burst).describe(`${about} at once.`),
      perSecond: z.number().positive().max(1_000_000).default(perSecond).describe(`${about} each second after that.`),
    })
    .prefault({})

const file = (about: string) => z.string().max(4096).default('').describe(about)

const listen = z.strictObject({
  mqtt: address('127.0.0.1:1883', 'MQTT over TCP, for doors and people on this machine.'),
  mqtts: address('', 'MQTT over TLS, for doors and people elsewhere.'),
  ws: address('127.0.0.1:8083', 'MQTT over WebSocket, for browsers behind a proxy on this machine.'),
  wss: address('', 'MQTT over WebSocket and TLS, for browsers elsewhere.'),
  http: address('127.0.0.1:8080', 'HTTP: the pages, /mqtt for them, health, metrics, journals for their owners.'),
  https: address('', 'The same over TLS.'),
})

const tls = z.strictObject({
  cert: file('PEM file with the certificate, then those between it and its root.'),
  key: file('PEM file with its private key, which nobody else may read.'),
})

const origin = (about: string) =>
  z
    .string()
    .refine(
      (text) => text === '' || readOrigin(text) !== undefined,
      'must be https://NAME with nothing behind it, or http://127.0.0.1:PORT',
    )
    .default('')
    .describe(about)

const web = z.strictObject({
  folder: file('Folder of the built pages. Empty: bridge/web/dist, which npm run build makes.'),
  origin: origin(
    'Where browsers find the bridge when a proxy stands before it, as https://door.example.org. Empty: here.',
  ),
})

const cloud = z.strictObject({
  url: origin('The clip service, for pages that play clips: https://NAME, or http://127.0.0.1:PORT. Empty: none.'),
  ca: file("PEM file of an authority to trust for it beside the system's."),
})

const limits = z.strictObject({
  connections: count(BROKER_LIMITS.connections, 'MQTT connections in all.'),
  perAddress: count(BROKER_LIMITS.perAddress, 'MQTT connections from one address.'),
  perKey: count(BROKER_LIMITS.perKey, 'MQTT connections of one key.'),
  connect: span(BROKER_LIMITS.connectMs, 'until a new connection must have said who it is.', 60),
  keepalive: count(BROKER_LIMITS.keepaliveSeconds, 'Seconds of the longest keep-alive a client may ask for.', 3600),
  subscriptions: count(BROKER_LIMITS.subscriptions, 'Subscriptions of one client.', 1000),
  pending: count(BROKER_LIMITS.pending, 'Messages of one client that may wait for their answer.', 10_000),
  unsent: count(BROKER_LIMITS.unsent, 'Bytes that may wait for a client that reads slowly.', 64 * 1024 * 1024),
  doors: count(ACCESS_LIMITS.doors, 'Doors this bridge serves.'),
  waiting: count(ACCESS_LIMITS.waiting, 'Requests that may wait for one door.', 10_000),
})

const rates = z.strictObject({
  connects: rate(BROKER_LIMITS.connects, 'New connections from one address,'),
  packets: rate(BROKER_LIMITS.packets, 'Packets of one client,'),
  requestsPerKey: rate(ACCESS_LIMITS.requestsPerKey, 'Requests of one key,'),
  requestsPerDoor: rate(ACCESS_LIMITS.requestsPerDoor, 'Requests at one door,'),
})

const visits = z.strictObject({
  answer: span(ACCESS_LIMITS.answer, 'until the owner hears that a door did not answer.'),
  closed: span(ACCESS_LIMITS.closed, 'until the owner hears that a visit was not closed.'),
})

const push = z.strictObject({
  services: z
    .array(
      z
        .string()
        .max(200)
        .refine(isService, 'must be a name as push.example.org or *.example.org, or http://127.0.0.1:PORT'),
    )
    .max(50)
    .default([...SERVICES])
    .describe("Push services that may be reached: those of people's browsers. None: no push messages."),
  contact: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must be mailto:somebody@example.org or https://…')
    .max(200)
    .default('mailto:hausrecht@example.org')
    .describe('Whom the people of a push service could ask about messages from here. Safari takes none without.'),
})

const relay = z.strictObject({
  urls: RelaySchema.shape.urls
    .default([])
    .describe(
      'Your own relay for live view, as turn:relay.example.org:3478. Empty: none; nothing third is ever asked.',
    ),
  secret: file("File that holds the relay's static-auth-secret, alone; which nobody else may read."),
  minutes: count(10, 'Minutes for which a viewer and a door can begin to use the relay.', 1440),
})

const shape = z.strictObject({
  data: z.string().min(1).max(4096).describe('Folder for the store and the key of the bridge; mode 0700.'),
  listen: listen.prefault({}),
  tls: tls.prefault({}),
  owners: z
    .array(ThumbprintSchema)
    .max(10_000)
    .default([])
    .describe('Thumbprints of the keys that may own doors here. Empty: anybody, on this machine only.'),
  web: web.prefault({}),
  cloud: cloud.prefault({}),
  limits: limits.prefault({}),
  rates: rates.prefault({}),
  visits: visits.prefault({}),
  push: push.prefault({}),
  relay: relay.prefault({}),
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
 * Reads the bridge's settings file.
 * @param name how to call it in the message
 * @throws HausrechtError `settings_wrong`, a line for each problem with the full path of its key
 */
export const readConfig = (toml: string, name: string): Config => readSettings<Config>(ConfigSchema, toml, name)
