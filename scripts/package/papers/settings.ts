// /etc/hausrecht/PKG.toml as it is installed: every key with what it is for, made from the settings' schema.

import type * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { wrap } from '#scripts/cli/help.ts'
import { type SettingsKey, settingsKeys } from '#scripts/docs/settings-keys.ts'

const WIDTH = 100

const comment = (text: string): string[] => wrap(text, WIDTH).map((line) => `# ${line}`)

/** JSON's strings, numbers, booleans and lists of them are TOML's (TOML 1.0, Values). */
const keyLines = ({ path, about, fallback }: SettingsKey, set: Readonly<Record<string, unknown>>): string[] => {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const value = set[path]
  if (value === undefined && fallback === undefined)
    throw new HausrechtError('package_settings', `${path} is needed: say in recipes.ts what an installed one has.`)
  const line = value === undefined ? `#${name} = ${JSON.stringify(fallback)}` : `${name} = ${JSON.stringify(value)}`
  return ['', ...comment(about), line]
}

/**
 * @param head the first lines, without their `#`
 * @param set what the package sets, by path; of all other keys the default stands in a comment
 */
export const settingsFile = (
  schema: z.ZodType,
  head: readonly string[],
  set: Readonly<Record<string, unknown>>,
): string => {
  const keys = settingsKeys(schema)
  const strange = Object.keys(set).find((path) => !keys.some((key) => key.path === path))
  if (strange !== undefined) throw new HausrechtError('package_settings', `There is no key ${strange}.`)
  const tableOf = ({ path }: SettingsKey): string => path.slice(0, Math.max(0, path.lastIndexOf('.')))
  // Keys of no table must come before the first table.
  const tables = [...new Set(['', ...keys.map(tableOf)])]
  const lines = tables.flatMap((table) => [
    ...(table === '' ? [] : ['', `[${table}]`]),
    ...keys.filter((key) => tableOf(key) === table).flatMap((key) => keyLines(key, set)),
  ])
  return [...head.map((line) => `# ${line}`), ...lines, ''].join('\n')
}
