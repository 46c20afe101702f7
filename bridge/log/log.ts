// The bridge's log: one line of JSON for each thing that somebody must read. What could open a door, or be replayed to
// try, is taken out twice: by the names of fields, and by its form wherever it stands.

import { type DestinationStream, type Logger, pino } from 'pino'

/** Fields that hold what only two sides may know, at the top, one and two levels down. */
const SECRET = [
  'password',
  'token',
  'proof',
  'chain',
  'admission',
  'authorization',
  'cookie',
  'payload',
  'line',
  'lines',
  'mac',
  'pin',
  'salt',
  'd',
  'privateKey',
] as const
const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** A signed token in any text: three parts of base64url, the first of which is a JSON object (RFC 7515 §7.1). */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]*\.[\w-]*/g
/** A private JWK member in any text. */
const PRIVATE = /(\\*"d\\*"\s*:\s*\\*")[\w-]{20,}/g
const PEM = /-----BEGIN[^-]*PRIVATE KEY-----[\s\S]*?-----END[^-]*PRIVATE KEY-----/g

/** Text with everything secret taken out that can be known by its form. */
export const withoutSecrets = (text: string): string =>
  text.replace(TOKEN, '[token]').replace(PRIVATE, '$1[key]').replace(PEM, '[key]')

/** @param out where lines go; standard output when left out */
export const createLog = (level: string, out: DestinationStream = process.stdout): Logger =>
  pino(
    {
      name: 'bridge',
      level,
      redact: { paths, censor: '[secret]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line) => out.write(withoutSecrets(line)) },
  )
