// Rules between keys. Each is checked even where single keys are wrong, so that every problem is told at once;
// so each takes what it is given, whatever it is.

import { isLoopback, readAddress } from './address.ts'

export interface Rule {
  readonly path: readonly string[]
  readonly message: string
  /** Is the rule kept by this value? */
  readonly holds: (settings: unknown) => boolean
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[name], value)

const beyond = (settings: unknown, listener: string): boolean => {
  const text = at(settings, 'listen', listener)
  const address = typeof text === 'string' ? readAddress(text) : undefined
  return address !== undefined && !isLoopback(address)
}
const isOn = (settings: unknown, listener: string): boolean => Boolean(at(settings, 'listen', listener))

/** Each listener without TLS, and the one to use instead. */
const PLAIN = { mqtt: 'mqtts', ws: 'wss', http: 'https' } as const
const SEALED = Object.values(PLAIN)

const plainStaysHere = Object.entries(PLAIN).map(
  ([plain, sealed]): Rule => ({
    path: ['listen', plain],
    message: `anybody on the way could read along: use listen.${sealed} with tls.cert and tls.key, or an address of this machine (127.0.0.1 or [::1])`,
    holds: (settings) => !beyond(settings, plain),
  }),
)

const sealedHasKeys = ['cert', 'key'].map(
  (part): Rule => ({
    path: ['tls', part],
    message: `is needed by ${SEALED.map((name) => `listen.${name}`).join(', ')}`,
    holds: (settings) => Boolean(at(settings, 'tls', part)) || !SEALED.some((name) => isOn(settings, name)),
  }),
)

const strangersOwnNothing: Rule = {
  path: ['owners'],
  message: 'must name at least one owner when anything listens beyond this machine: else anybody could keep doors here',
  holds: (settings) => {
    const owners = at(settings, 'owners')
    if (Array.isArray(owners) && owners.length > 0) return true
    return ![...Object.keys(PLAIN), ...SEALED].some((name) => beyond(settings, name))
  },
}

const relayHasSecret: Rule = {
  path: ['relay', 'secret'],
  message: 'is needed by a turn: or turns: address in relay.urls',
  holds: (settings) => {
    const urls = at(settings, 'relay', 'urls')
    const needed = Array.isArray(urls) && urls.some((url) => typeof url === 'string' && url.startsWith('turn'))
    return !needed || Boolean(at(settings, 'relay', 'secret'))
  },
}

export const RULES: readonly Rule[] = [...plainStaysHere, ...sealedHasKeys, strangersOwnNothing, relayHasSecret]
