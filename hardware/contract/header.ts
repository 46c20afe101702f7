// The C header the firmware is compiled with, as text: pins, numbers and limits, all from this folder.
// Pure: generate.ts writes it to disk, a test compares it with what is committed.

import { COMMAND } from './command.ts'
import { firmwareName, LIMITS } from './limits.ts'
import { chipPort, KEYPAD_LEGEND, PINS } from './pins.ts'
import {
  ANSWERS,
  BOLT_STATES,
  DRIVES,
  FAULTS,
  FLAGS,
  MOVED_LENGTH,
  REASONS,
  REPORT,
  RESET_CAUSES,
  STATUS_LENGTH,
} from './report.ts'

const upperSnake = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase()

const define = (name: string, value: string | number): string => `#define ${name} ${value}`
const numbered = (prefix: string, names: readonly string[]): string[] =>
  names.map((name, index) => define(`${prefix}_${upperSnake(name)}`, index))
const bits = (prefix: string, names: readonly string[]): string[] =>
  names.map((name, bit) => define(`${prefix}_${upperSnake(name)}`, `(1 << ${bit})`))

function pinLines(): string[] {
  return PINS.flatMap((row) => {
    const { port, bit } = chipPort(row.pin)
    const name = upperSnake(row.name)
    return [
      `/* ${row.arduino}: ${row.does} */`,
      define(`${name}_PORT`, `PORT${port}`),
      define(`${name}_DDR`, `DDR${port}`),
      define(`${name}_IN`, `PIN${port}`),
      define(`${name}_BIT`, bit),
      ...(row.host === 'analog' ? [define(`${name}_CHANNEL`, bit)] : []),
    ]
  })
}

function hostLines(): string[] {
  const uses = ['none', 'input', 'output', 'analog'] as const
  const table = [...PINS].sort((a, b) => a.pin - b.pin).map((row) => `HOST_${upperSnake(row.host)}`)
  return [...numbered('HOST', uses), define('PIN_COUNT', table.length), define('HOST_USES', `{${table.join(', ')}}`)]
}

/** The whole text of firmware/contract.h. */
export function contractHeader(): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['pins', pinLines()],
    ['what a Firmata host may do with each pin', hostLines()],
    ['keypad', [define('KEYPAD_LEGEND', JSON.stringify(KEYPAD_LEGEND.join('')))]],
    ['limits', Object.entries(LIMITS).map(([name, value]) => define(name, value > 32_767 ? `${value}UL` : value))],
    ['messages from the Pi', Object.entries(COMMAND).map(([name, value]) => define(`COMMAND_${name}`, value))],
    ['messages to the Pi', Object.entries(REPORT).map(([name, value]) => define(`REPORT_${name}`, value))],
    ['body lengths', [define('STATUS_LENGTH', STATUS_LENGTH), define('MOVED_LENGTH', MOVED_LENGTH)]],
    ['bolt states', numbered('STATE', BOLT_STATES)],
    ['reasons', numbered('REASON', REASONS)],
    ['drives', numbered('DRIVE', DRIVES)],
    ['answers', numbered('ANSWER', ANSWERS)],
    ['flags', bits('FLAG', FLAGS)],
    ['faults', bits('FAULT', FAULTS)],
    ['reset causes', bits('RESET', RESET_CAUSES)],
    ['names', [define('NAME_SERVO', `"${firmwareName('servo')}"`), define('NAME_RELAY', `"${firmwareName('relay')}"`)]],
  ]
  const body = parts.map(([title, lines]) => [`/* ${title} */`, ...lines].join('\n')).join('\n\n')
  return `/* Written by hardware/contract/generate.ts from pins.ts, limits.ts, command.ts and report.ts: change those. */\n#ifndef CONTRACT_H\n#define CONTRACT_H\n\n${body}\n\n#endif\n`
}
