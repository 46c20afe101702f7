// Every key of a settings schema, with what it is for and what holds without it. Pages and settings files are made of it.

import * as z from 'zod'

export interface SettingsKey {
  /** As in TOML: `bridge.url`. */
  readonly path: string
  readonly about: string
  /** Absent: the key is needed. */
  readonly fallback?: unknown
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly description?: string
  readonly default?: unknown
}

const keysBelow = (schema: JsonSchema, path: string): SettingsKey[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    if (inner.properties) return keysBelow(inner, `${path}${name}.`)
    const key = { path: path + name, about: inner.description ?? '' }
    return [inner.default === undefined ? key : { ...key, fallback: inner.default }]
  })

/** In the schema's order. */
export const settingsKeys = (schema: z.ZodType): SettingsKey[] =>
  keysBelow(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '')
