// The service's log: one line of JSON for each thing that somebody must read. Tokens, keys and the names of doors,
// clips and people are taken out twice: by the names of fields, and by their form wherever they stand.

import { type DestinationStream, type Logger, pino } from 'pino'

/** Fields that hold what only two sides may know, at the top, one and two levels down. */
const SECRET = [
  'token',
  'head',
  'identity',
  'line',
  'lines',
  'wish',
  'authorization',
  'accessKey',
  'secretKey',
  'd',
  'privateKey',
  'body',
] as const
const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** A signed token in any text: three parts of base64url, the first of which is a JSON object (RFC 7515 §7.1). */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]*\.[\w-]*/g
/** A private JWK member in any text. */
const PRIVATE = /(\\*"d\\*"\s*:\s*\\*")[\w-]{20,}/g
const PEM = /-----BEGIN[^-]*PRIVATE KEY-----[\s\S]*?-----END[^-]*PRIVATE KEY-----/g
/** Thumbprints of doors and people, and ids of clips, where they stand in a path or a key of the store. */
const NAMED = /\b((?:clips|held|doors|gone|holds)\/)[\w-]{22,43}/g
/** AWS Signature Version 4. */
const SIGNED = /(Credential|Signature)=[^,\s"]+/g

/** Text with everything taken out that can be known by its form. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(TOKEN, '[token]')
    .replace(PRIVATE, '$1[key]')
    .replace(PEM, '[key]')
    .replace(SIGNED, '$1=[key]')
    .replace(NAMED, '$1[id]')
    .replace(NAMED, '$1[id]')

/** @param out where lines go; standard output when left out */
export const createLog = (level: string, out: DestinationStream = process.stdout): Logger =>
  pino(
    {
      name: 'clips',
      level,
      redact: { paths, censor: '[secret]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line) => out.write(withoutSecrets(line)) },
  )
