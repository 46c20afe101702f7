// docs/cli.md, made from the tables of commands, options and exit codes.

import type { Command, OptionSpecs } from './command.ts'
import { COMMANDS } from './commands.ts'
import { EXIT, EXIT_ABOUT } from './exit.ts'
import { callOf } from './help.ts'
import { EVERYWHERE } from './options.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string): string => `\`${cell(text)}\``

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', ...[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)]

const optionRows = (options: OptionSpecs): string[][] =>
  Object.entries(options).map(([name, { value, about, needed }]) => [
    code(value ? `--${name} ${value}` : `--${name}`),
    cell(about.en) + (needed ? ' (needed)' : ''),
  ])

const section = (command: Command): string[] => [
  '',
  `## ${command.words}`,
  '',
  `\`npx hausrecht ${callOf(command)}\`: ${command.about.en}.`,
  ...(command.notes ?? []).flatMap((note) => ['', note.en]),
  ...table(
    ['', ''],
    [
      ...(command.operands ?? []).map(({ name, about }) => [code(name), cell(about.en)]),
      ...optionRows(command.options),
    ],
  ),
  '',
  '```sh',
  ...command.examples.map((example) => `npx hausrecht ${example}`),
  '```',
]

export const cliPage = (): string =>
  [
    '# The command line',
    '',
    '<!-- Made by `npm run docs` from scripts/cli. Change it there. -->',
    '',
    'Keys, doors and grants are kept in one folder that only you can read; private keys are never printed. What a',
    'person reads is English or, with `LANG=de…` or `--lang de`, German. A refusal has a stable code: see',
    '[refusals](refusals.md).',
    '',
    'How a command ends:',
    ...table(
      ['exit code', 'meaning'],
      (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => [String(EXIT[name]), EXIT_ABOUT[name].en]),
    ),
    '',
    'With `--json` the last line is one object: `{"ok":true,…}`, or `"ok":false` with `refused`, `usage` or `fault` (a stable',
    'code) and `text`. `watch` and `journal read` print an object a line before it.',
    '',
    'With every command:',
    ...table(['', ''], optionRows(EVERYWHERE)),
    ...COMMANDS.flatMap(section),
    '',
  ].join('\n')
