// What was typed to `npm run flash`, told apart strictly: an unknown or doubled option ends it. Pure.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { flashUsage } from './words.ts'

const TEXTS = [
  'image',
  'sha256',
  'to',
  'host',
  'user',
  'ssh-key',
  'wifi-ssid',
  'wifi-password-file',
  'wifi-country',
  'zone',
  'package',
  'channel',
  'channel-key',
  'bridge',
  'first-boot',
  'lang',
] as const
const FLAGS = ['unchecked', 'with-bridge', 'yes', 'yes-really', 'json', 'help'] as const

type TextName = (typeof TEXTS)[number]
type FlagName = (typeof FLAGS)[number]

export interface Typed {
  readonly text: (name: TextName) => string | undefined
  readonly all: (name: TextName) => readonly string[]
  readonly has: (name: FlagName) => boolean
}

const MANY = new Set<string>(['package', 'ssh-key'])

const isText = (name: string): boolean => (TEXTS as readonly string[]).includes(name)
const isFlag = (name: string): boolean => (FLAGS as readonly string[]).includes(name)

/** @throws SpokenError where the option or its value cannot be meant */
const holdOption = (name: string, raw: string, value: string | undefined, isAgain: boolean): void => {
  if (!isText(name) && !isFlag(name)) throw flashUsage('option_unknown', { option: raw })
  if (isAgain && !MANY.has(name)) throw flashUsage('option_twice', { option: raw })
  if (isFlag(name) && value !== undefined) throw flashUsage('option_unknown', { option: `${raw}=` })
  if (isText(name) && (value === undefined || value === '' || value.startsWith('--'))) {
    throw flashUsage('option_needed', { option: `${raw} …` })
  }
}

/** @throws SpokenError `option_unknown`, `option_twice`, `option_needed` (its value) */
export const readTyped = (args: readonly string[]): Typed => {
  const options: NonNullable<ParseArgsConfig['options']> = {}
  for (const name of TEXTS) options[name] = { type: 'string' }
  for (const name of FLAGS) options[name] = { type: 'boolean' }
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const values = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'option') {
      const given = values.get(token.name)
      holdOption(token.name, token.rawName, token.value, given !== undefined)
      values.set(token.name, [...(given ?? []), token.value ?? ''])
    }
    if (token.kind === 'positional') {
      // A shell spreads "--package a*.deb" over several words: those after the first are meant too.
      const packages = values.get('package')
      if (!packages || !token.value.endsWith('.deb')) throw flashUsage('option_unknown', { option: token.value })
      packages.push(token.value)
    }
  }
  return {
    text: (name) => values.get(name)?.[0],
    all: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  }
}
