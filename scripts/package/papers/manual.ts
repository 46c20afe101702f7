// hausrecht(1), made from the table of commands as docs/cli.md is.

import { gzipSync } from 'node:zlib'
import type { Command, OptionSpecs } from '#scripts/cli/command.ts'
import { EXIT, EXIT_ABOUT } from '#scripts/cli/exit.ts'
import { callOf } from '#scripts/cli/help.ts'
import { EVERYWHERE } from '#scripts/cli/options.ts'

/** man(7): a line must not begin with a dot or a quote, a backslash is \e, and `-` is a hyphen unless it is told not to be. */
const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
    .replaceAll('`', '')

const tagged = (name: string, about: string): string[] => ['.TP', `.B ${plain(name)}`, plain(about)]

const optionLines = (options: OptionSpecs): string[] =>
  Object.entries(options).flatMap(([name, { value, about }]) =>
    tagged(value ? `--${name} ${value}` : `--${name}`, about.en),
  )

const commandLines = (command: Command): string[] => [
  `.SS ${plain(command.words)}`,
  `.B hausrecht ${plain(callOf(command))}`,
  '.PP',
  `${plain(command.about.en)}.`,
  ...(command.notes ?? []).flatMap((note) => ['.PP', plain(note.en)]),
  ...(command.operands ?? []).flatMap(({ name, about }) => tagged(name, about.en)),
  ...optionLines(command.options),
  '.PP',
  ...command.examples.flatMap((example) => ['.RS', `.B hausrecht ${plain(example)}`, '.RE']),
]

/** @param epoch seconds */
export const manual = (commands: readonly Command[], version: string, epoch: number): Buffer =>
  gzipSync(
    [
      `.TH HAUSRECHT 1 ${new Date(epoch * 1000).toISOString().slice(0, 10)} "hausrecht ${version}" "Hausrecht"`,
      '.SH NAME',
      'hausrecht \\- the command line of a door that obeys its owner\\(aqs key',
      '.SH SYNOPSIS',
      '.B hausrecht',
      '.I command',
      '[\\fIoptions\\fR]',
      '.SH DESCRIPTION',
      'Makes keys, grants and links, opens and watches doors, plays and checks clips and journals. Keys, doors and grants',
      'are kept in one folder that only you can read; private keys are never printed.',
      '.SH OPTIONS',
      ...optionLines(EVERYWHERE),
      '.SH COMMANDS',
      ...commands.flatMap(commandLines),
      '.SH EXIT STATUS',
      ...(Object.keys(EXIT) as (keyof typeof EXIT)[]).flatMap((name) =>
        tagged(String(EXIT[name]), EXIT_ABOUT[name].en),
      ),
      '.SH FILES',
      ...tagged('/etc/hausrecht/device.toml', 'Settings of the door; every key is explained there.'),
      ...tagged('/run/hausrecht/door.sock', 'Where the owner speaks with the door on the machine itself.'),
      '',
    ].join('\n'),
    { level: 9 },
  )
