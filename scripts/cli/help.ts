// The help, made from the table of commands: the list, a group's, one command's.

import type { Command, OptionSpecs } from './command.ts'
import { EVERYWHERE } from './options.ts'
import type { Language } from './text.ts'
import { speaker } from './words.ts'

const CALL = 'npx hausrecht'

/** Two columns; the right one wrapped to the width. */
const columns = (rows: readonly (readonly [string, string])[], width = 100): string[] => {
  const left = Math.min(34, Math.max(0, ...rows.map(([name]) => name.length)) + 2)
  return rows.flatMap(([name, about]) => {
    const wrapped = wrap(about, width - left - 2)
    const first = name.length + 2 > left ? [`  ${name}`, ...wrapped.map((line) => pad(left, line))] : undefined
    return first ?? wrapped.map((line, at) => (at === 0 ? `  ${name.padEnd(left)}${line}` : pad(left, line)))
  })
}

const pad = (left: number, line: string): string => `  ${' '.repeat(left)}${line}`

export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

const optionRows = (options: OptionSpecs, language: Language): (readonly [string, string])[] =>
  Object.entries(options).map(([name, { value, about }]) => [
    value ? `--${name} ${value}` : `--${name}`,
    about[language],
  ])

/** `grant give --to WHOM --until TIME [options]`. */
export const callOf = (command: Command): string => {
  const operands = (command.operands ?? []).map(({ name, needed }) => (needed ? name : `[${name}]`))
  const needed = Object.entries(command.options).flatMap(([name, spec]) =>
    spec.needed ? [`--${name} ${spec.value}`] : [],
  )
  const more = Object.values(command.options).some((spec) => !spec.needed) ? ['[…]'] : []
  return [command.words, ...operands, ...needed, ...more].join(' ')
}

/** Commands whose words begin with these; all for none. */
export const listHelp = (commands: readonly Command[], words: string, language: Language): string => {
  const say = speaker(language)
  const shown = commands.filter((command) => words === '' || command.words.startsWith(`${words} `))
  const head = words === '' ? [say('help_title'), ''] : []
  const rows = columns(shown.map((command) => [command.words, command.about[language]]))
  const everywhere = ['', say('help_everywhere'), ...columns(optionRows(EVERYWHERE, language))]
  const usageLine = say('help_usage', { call: `${CALL} ${words === '' ? '' : `${words} `}…` })
  return [...head, usageLine, '', ...rows, ...everywhere, '', say('help_more', { call: CALL })].join('\n')
}

export const commandHelp = (command: Command, language: Language): string => {
  const say = speaker(language)
  const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', title, ...lines] : [])
  const operands = (command.operands ?? []).map(({ name, about }) => [name, about[language]] as const)
  return [
    command.about[language],
    '',
    say('help_usage', { call: `${CALL} ${callOf(command)}` }),
    ...section(
      '',
      (command.notes ?? []).flatMap((note) => wrap(note[language], 100)),
    ).slice(1),
    ...section('', columns([...operands, ...optionRows(command.options, language)])).slice(1),
    ...section(say('help_everywhere'), columns(optionRows(EVERYWHERE, language))),
    ...section(
      say('help_examples'),
      command.examples.map((example) => `  ${CALL} ${example}`),
    ),
  ].join('\n')
}
