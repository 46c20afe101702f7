// Rules between keys. Each is checked even where single keys are wrong, so that every problem is told at once; so
// each takes what it is given, whatever it is.

import { isLoopback, readAddress } from './address.ts'

export interface Rule {
  readonly path: readonly string[]
  readonly message: string
  /** Is the rule kept by this value? */
  readonly holds: (settings: unknown) => boolean
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[name], value)
const has = (settings: unknown, ...path: readonly string[]): boolean => Boolean(at(settings, ...path))

const beyond = (settings: unknown): boolean => {
  const text = at(settings, 'listen')
  const address = typeof text === 'string' ? readAddress(text) : undefined
  return address !== undefined && !isLoopback(address)
}

const plainStaysHere: Rule = {
  path: ['listen'],
  message:
    'anybody on the way could read along: give tls.cert and tls.key, or an address of this machine (127.0.0.1 or [::1])',
  holds: (settings) => !beyond(settings) || has(settings, 'tls', 'cert'),
}

const certAndKey = (['cert', 'key'] as const).map(
  (part): Rule => ({
    path: ['tls', part],
    message: `is needed beside tls.${part === 'cert' ? 'key' : 'cert'}`,
    holds: (settings) => has(settings, 'tls', part) || !has(settings, 'tls', part === 'cert' ? 'key' : 'cert'),
  }),
)

const oneStore: Rule = {
  path: ['store'],
  message: 'needs either a folder, or s3 with endpoint and bucket',
  holds: (settings) => has(settings, 'store', 'folder') !== has(settings, 'store', 's3', 'endpoint'),
}

const s3Whole = (['bucket', 'accessKeyFile', 'secretKeyFile'] as const).map(
  (part): Rule => ({
    path: ['store', 's3', part],
    message: 'is needed by store.s3.endpoint',
    holds: (settings) => has(settings, 'store', 's3', part) || !has(settings, 'store', 's3', 'endpoint'),
  }),
)

const servesSomebody: Rule = {
  path: ['owners'],
  message: 'must name at least one owner, or no door can bring anything (open = true: anybody)',
  holds: (settings) => {
    const owners = at(settings, 'owners')
    return at(settings, 'open') === true || (Array.isArray(owners) && owners.length > 0)
  },
}

export const RULES: readonly Rule[] = [plainStaysHere, ...certAndKey, oneStore, ...s3Whole, servesSomebody]
