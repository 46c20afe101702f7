// How questions and answers look in the OpenAPI document. The framework checks the questions by it, and no answer.

const TEXTS: Readonly<Record<number, string>> = {
  200: 'Done.',
  204: 'Done; there is nothing to say.',
  304: 'Not changed.',
  400: 'The request cannot be read.',
  401: 'No session, or a token that is not good.',
  403: 'This key, or this page, may not do that.',
  404: 'There is none.',
  412: 'Somebody else was faster: read it again.',
  413: 'Too long.',
  428: 'Say which one is to be replaced.',
  429: 'Too often.',
  502: 'The clip service did not answer as it should.',
  503: 'Not now.',
}

const DIGEST = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' } as const
const object = (properties: Readonly<Record<string, object>>) =>
  ({ type: 'object', properties, additionalProperties: true }) as const
const version = { type: 'integer', const: 1 } as const

const PROBLEM = object({ v: version, code: { type: 'string' }, message: { type: 'string' } })
const text = { type: 'string' } as const
const whole = { type: 'integer', minimum: 0 } as const

export const NONCE = object({ v: version, nonce: text })
export const OWNER = object({
  v: version,
  owner: { ...DIGEST, description: "Thumbprint of the owner's key (RFC 7638)." },
  idle: { ...whole, description: 'Seconds without a request after which it ends.' },
  most: { ...whole, description: 'Seconds after which it ends in any case.' },
})
export const DOORS = object({
  v: version,
  doors: {
    type: 'array',
    items: object({
      door: DIGEST,
      ownership: { ...text, description: "ownership+jwt, signed by the door's key, which it carries." },
      firstSeen: whole,
      lastSeen: whole,
      remoteOff: { type: 'boolean' },
    }),
  },
})
export const LINES = object({
  v: version,
  head: { type: ['object', 'null'], properties: { n: whole, hash: DIGEST }, additionalProperties: true },
  lines: { type: 'array', items: { ...text, description: 'entry+jwt' } },
})
export const FINDINGS = object({
  v: version,
  findings: { type: 'array', items: object({ kind: text, n: whole, at: whole }) },
})
export const ANY = object({})

export const DOOR_PARAMS = {
  type: 'object',
  properties: { door: { ...text, description: "Thumbprint of the door's key (RFC 7638)." } },
  required: ['door'],
} as const

const described = (status: number, body: object) => ({ description: TEXTS[status] ?? '', ...body })

/** Answers with these statuses; the good one with this body, or none. */
export const answers = (good: object | undefined, ...bad: readonly number[]): Record<number, object> =>
  Object.fromEntries([
    good === undefined ? ([204, described(204, { type: 'null' })] as const) : ([200, described(200, good)] as const),
    ...[...bad, 503].map((status) => [status, described(status, PROBLEM)] as const),
  ])

/** Bytes as they are. */
export const bytes = (...bad: readonly number[]): Record<number, object> =>
  answers({ type: 'string', format: 'binary' }, ...bad)
