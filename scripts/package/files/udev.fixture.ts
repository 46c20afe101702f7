// Walks udev rules as udev does (udev(7)), as far as ours go: a line's matches against a device and its parents, then its
// assignments. What udevd itself makes of them is seen in test/image/usb-order.test.ts.

export interface Plugged {
  readonly action?: 'add' | 'remove'
  readonly subsystem: string
  /** Name in the order in which the kernel found it: `ttyUSB0`. */
  readonly kernel: string
  readonly attributes?: Readonly<Record<string, string>>
  /** Attributes of each of its parents. */
  readonly parents?: readonly Readonly<Record<string, string>>[]
  /** What the rules before ours set. */
  readonly env: Readonly<Record<string, string>>
}

export interface Named {
  readonly links: readonly string[]
  readonly group: string | undefined
  readonly env: Readonly<Record<string, string>>
}

interface Token {
  readonly key: string
  readonly of: string
  readonly op: '==' | '!=' | '=' | '+='
  readonly value: string
}

const TOKEN = /([A-Z]+)(?:\{([^}]*)\})?(==|!=|\+=|=)"([^"]*)"/g

const tokensOf = (line: string): Token[] =>
  [...line.matchAll(TOKEN)].map(([, key = '', of = '', op, value = '']) => ({ key, of, op: op as Token['op'], value }))

/** Shell patterns with alternatives: `a*|b?[0-9]`. */
const fits = (pattern: string, text: string): boolean =>
  pattern.split('|').some((one) => {
    const source = one
      .replace(/[.+^$()\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    return new RegExp(`^${source}$`).test(text)
  })

const isMatch = ({ op }: Token): boolean => op === '==' || op === '!='
const holds = ({ op, value }: Token, text: string): boolean => fits(value, text) === (op === '==')

/** All ATTRS of one line are of the same device: it, or one of its parents. */
const parentFits = (device: Plugged, tokens: readonly Token[]): boolean =>
  [device.attributes ?? {}, ...(device.parents ?? [])].some((attributes) =>
    tokens.every((token) => {
      const text = attributes[token.of]
      return text === undefined ? token.op === '!=' : holds(token, text)
    }),
  )

const ownFits = (device: Plugged, env: Readonly<Record<string, string>>, token: Token): boolean => {
  const { key, of } = token
  const texts: Readonly<Record<string, string | undefined>> = {
    ...{ ACTION: device.action ?? 'add', SUBSYSTEM: device.subsystem, KERNEL: device.kernel },
    ...{ ENV: env[of] ?? '', ATTR: device.attributes?.[of] },
  }
  if (!(key in texts)) throw new Error(`this walk knows no ${key}`)
  const text = texts[key]
  return text === undefined ? token.op === '!=' : holds(token, text)
}

interface Going {
  readonly env: Record<string, string>
  readonly links: string[]
  group: string | undefined
  /** The label that is looked for. */
  goal: string | undefined
}

const isMeant = (device: Plugged, { env }: Going, tokens: readonly Token[]): boolean => {
  const matches = tokens.filter(isMatch)
  const above = matches.filter(({ key }) => key === 'ATTRS')
  return parentFits(device, above) && matches.every((token) => token.key === 'ATTRS' || ownFits(device, env, token))
}

const obey = (going: Going, { key, of, value }: Token): void => {
  const put = value.replaceAll(/\$env\{(\w+)\}/g, (_, name: string) => going.env[name] ?? '')
  if (key === 'SYMLINK') going.links.push(put)
  if (key === 'GROUP') going.group = put
  if (key === 'ENV') going.env[of] = put
  if (key === 'GOTO') going.goal = put
}

const step = (device: Plugged, going: Going, tokens: readonly Token[]): void => {
  if (tokens.some(({ key, value }) => key === 'LABEL' && value === going.goal)) going.goal = undefined
  if (going.goal !== undefined || !isMeant(device, going, tokens)) return
  for (const token of tokens) if (!isMatch(token)) obey(going, token)
}

/** @returns what the device is called, whom it belongs to, and what is known of it afterwards */
export const walk = (rules: string, device: Plugged): Named => {
  const going: Going = { env: { ...device.env }, links: [], group: undefined, goal: undefined }
  for (const line of rules.split('\n').filter((each) => each !== '' && !each.startsWith('#')))
    step(device, going, tokensOf(line))
  if (going.goal !== undefined) throw new Error(`no label ${going.goal}`)
  return going
}
