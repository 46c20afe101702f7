// The wiring plan a person solders by, as Markdown, from the pin map. Pure: generate.ts writes it, a test compares it.

import { KEYPAD_LEGEND, PINS } from './pins.ts'

/** Columns padded to their widest cell, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}

/** The whole text of wiring.md. */
export function wiringPlan(): string {
  return [
    '# Wiring of the rig',
    '',
    'Written by `hardware/contract/generate.ts` from `pins.ts`: change that.',
    'Board: Arduino Uno or Nano (ATmega328P, 16 MHz, 5 V). Every ground is one ground.',
    '',
    ...table(
      ['Pin', 'What', 'Direction', 'Wire', 'How'],
      PINS.map((row) => [row.arduino, row.does, row.direction, row.wire, row.note]),
    ),
    '',
    'Keypad, as seen from the front (rows top to bottom, columns left to right):',
    '',
    ...table(
      ['column 1', 'column 2', 'column 3'],
      KEYPAD_LEGEND.map((legend) => [...legend].map((key) => (key === '*' ? '\\*' : key))),
    ),
    '',
  ].join('\n')
}
