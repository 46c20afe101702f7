// From what was typed to a command and its values. Knows the table of commands only by what it is given.

import { parseArgs } from 'node:util'
import type { Command, OptionSpec, OptionSpecs } from './command.ts'
import { EVERYWHERE } from './options.ts'
import { usage } from './spoken.ts'

/** What was typed, told apart but not yet checked against the command. */
export interface Called {
  /** The words before any operand, as far as they name a command or a group of them. */
  readonly words: string
  readonly command: Command | undefined
  /** What follows the words. */
  readonly rest: readonly string[]
}

/** Names of options that take the next argument. */
const takesNext = (argument: string): boolean => {
  const name = argument.slice(2) as keyof typeof EVERYWHERE
  return argument.startsWith('--') && Object.hasOwn(EVERYWHERE, name) && 'value' in EVERYWHERE[name]
}

/** Finds the longest run of words that names a command; options for everywhere may stand before and between. */
export const findCommand = (argv: readonly string[], commands: readonly Command[]): Called => {
  const words: string[] = []
  const rest: string[] = []
  let at = 0
  for (; at < argv.length; at += 1) {
    const argument = argv[at] ?? ''
    if (argument.startsWith('-')) {
      rest.push(argument)
      if (takesNext(argument) && at + 1 < argv.length) {
        at += 1
        rest.push(argv[at] ?? '')
      }
      continue
    }
    const longer = [...words, argument].join(' ')
    if (!commands.some((command) => command.words === longer || command.words.startsWith(`${longer} `))) break
    words.push(argument)
  }
  const name = words.join(' ')
  return {
    words: name,
    command: commands.find((command) => command.words === name),
    rest: [...rest, ...argv.slice(at)],
  }
}

export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly operands: readonly string[]
}

/** Ids of clips and requests, whole or short, keys and thumbprints: one in 64 begins with what else begins an option. */
const ID = /^-(?:(?!-)[\w-]{7}|[\w-]{21}|[\w-]{42})$/
/** Put before such an id while options are told from operands; nobody can type it. */
const MARK = '\0'

/**
 * Reads options and operands strictly.
 * @throws SpokenError `option_unknown`, `option_value_missing`, `option_no_value`, `option_twice`
 */
export const readOptions = (rest: readonly string[], options: OptionSpecs): Parsed => {
  const specs: OptionSpecs = { ...options, ...EVERYWHERE }
  const known = Object.entries(specs).map(
    ([name, spec]) => [name, { type: spec.value ? 'string' : 'boolean' }] as const,
  )
  const isId = (text: string): boolean => ID.test(text) && !Object.hasOwn(specs, text.slice(2))
  const { tokens } = parseArgs({
    args: rest.map((text) => (isId(text) ? MARK + text : text)),
    options: { ...Object.fromEntries(known), h: { type: 'boolean' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const values: Record<string, string | boolean | undefined> = {}
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value.replace(MARK, ''))
    if (token.kind !== 'option') continue
    const name = token.rawName === '-h' ? 'help' : token.name
    const spec = Object.hasOwn(specs, name) && token.rawName !== `-${name}` ? specs[name] : undefined
    if (!spec) throw usage('option_unknown', { option: token.rawName })
    if (Object.hasOwn(values, name)) throw usage('option_twice', { option: `--${name}` })
    values[name] = readValue(name, spec, token.value, token.inlineValue === true)
  }
  return { values, operands }
}

const readValue = (name: string, spec: OptionSpec, value: string | undefined, inline: boolean): string | boolean => {
  const option = `--${name}`
  if (spec.value === undefined) {
    if (value !== undefined) throw usage('option_no_value', { option })
    return true
  }
  // "--door --json": the value was forgotten, not meant.
  const forgotten = value === undefined || (!inline && value.startsWith('-') && value !== '-')
  if (forgotten) throw usage('option_value_missing', { option, value: spec.value })
  return value.replace(MARK, '')
}

/**
 * Holds what was read against the command: needed options and operands, and no operand too many.
 * @throws SpokenError `option_needed`, `operand_needed`, `operand_unexpected`
 */
export const checkCall = (command: Command, parsed: Parsed): Parsed => {
  for (const [name, spec] of Object.entries(command.options)) {
    if (spec.needed && parsed.values[name] === undefined) {
      throw usage('option_needed', { option: `--${name} ${spec.value ?? ''}`.trimEnd() })
    }
  }
  const operands = command.operands ?? []
  const missing = operands.find((operand, at) => operand.needed && parsed.operands[at] === undefined)
  if (missing) throw usage('operand_needed', { operand: missing.name })
  const extra = parsed.operands[operands.length]
  if (extra !== undefined) throw usage('operand_unexpected', { operand: extra.slice(0, 60) })
  const flags = Object.entries(command.options).filter(([, spec]) => spec.value === undefined)
  const off = Object.fromEntries(flags.map(([name]) => [name, false]))
  return { values: { ...off, ...parsed.values }, operands: parsed.operands }
}
