// Pages of docs/ that are made from tables in the code, so that they cannot say anything else.

import type * as z from 'zod'
import { ConfigSchema as BridgeSchema } from '#bridge/config/config.ts'
import { ConfigSchema as CloudSchema } from '#cloud/config/config.ts'
import { ConfigSchema as DeviceSchema } from '#device/config/config.ts'
import { REFUSAL_CODES, REFUSALS } from '#protocol/refusals.ts'
import { type Payload, TOPICS, type Topic } from '#protocol/topics.ts'
import { cliPage } from '#scripts/cli/page.ts'
import { settingsKeys } from './settings-keys.ts'

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const made = (from: string): string => `<!-- Made by \`npm run docs\` from ${from}. Change it there. -->`

const payloadOf = (payload: Payload): string => {
  if ('token' in payload) return `\`${payload.token}\``
  return 'lines' in payload ? `lines of \`${payload.lines}\`` : 'JSON'
}

const topicRow = (name: string, topic: Topic): string[] => [
  name,
  `\`${topic.template}\``,
  topic.says.join(', '),
  topic.hears.join(', ') || 'nobody',
  String(topic.qos),
  topic.retain ? 'yes' : 'no',
  String(topic.maxBytes),
  payloadOf(topic.payload),
  topic.about,
]

const mqtt = (): string =>
  [
    '# MQTT topics',
    '',
    made('protocol/topics.ts'),
    '',
    'MQTT 3.1.1. Whatever is not in this table is refused: other topics, wildcards (but for `receipt/+`), wills, `$SYS`.',
    'The username is the thumbprint of a key (RFC 7638), the password a `connect+jwt` signed by it.',
    '`anyone` is whoever has connected with a key, with or without rights at a door. `reader` is a broker that has no key but a',
    '`reader+jwt` of the owner as its password (username `reader`, client id `reader.` and its `jti`): it hears what is said so here.',
    '',
    table(
      ['name', 'topic', 'says', 'hears', 'QoS', 'retained', 'bytes at most', 'payload', 'about'],
      Object.entries(TOPICS).map(([name, topic]) => topicRow(name, topic)),
    ),
    '',
  ].join('\n')

const refusals = (): string =>
  [
    '# Refusals',
    '',
    made('protocol/refusals.ts'),
    '',
    'A refusal has a code that never changes its meaning, and a sentence for whoever stands at the door.',
    '',
    table(
      ['code', 'English', 'Deutsch'],
      REFUSAL_CODES.map((code) => [`\`${code}\``, REFUSALS[code].en, REFUSALS[code].de]),
    ),
    '',
  ].join('\n')

const settings = (title: string, from: string, schema: z.ZodType): string =>
  [
    `# ${title}`,
    '',
    made(from),
    '',
    'TOML. A key that is not in this table is an error, and every problem of a file is told at once.',
    '',
    table(
      ['key', 'when left out', 'about'],
      settingsKeys(schema).map(({ path, fallback, about }) => [
        `\`${path}\``,
        fallback === undefined ? 'needed' : `\`${JSON.stringify(fallback)}\``,
        about,
      ]),
    ),
    '',
  ].join('\n')

/** File name in docs/ and what it holds. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'mqtt.md': mqtt,
  'refusals.md': refusals,
  'cli.md': cliPage,
  'device-settings.md': () => settings("The device's settings", 'device/config/config.ts', DeviceSchema),
  'bridge-settings.md': () => settings("The bridge's settings", 'bridge/config/config.ts', BridgeSchema),
  'cloud-settings.md': () => settings("The clip service's settings", 'cloud/config/config.ts', CloudSchema),
}
