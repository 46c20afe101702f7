// How answers look in the OpenAPI document.

const TEXTS: Readonly<Record<number, string>> = {
  200: 'Done, or there already and the same.',
  201: 'Stored, and safe.',
  204: 'Done.',
  206: 'A range of it.',
  401: 'The token is not good, or not good for this.',
  403: 'This key may not do that.',
  404: 'There is no such door or clip.',
  409: 'Something else is there already, or the clip is held.',
  410: 'The clip was deleted.',
  416: 'There is no such range.',
  422: 'What was brought is not what was signed.',
  429: 'Too often; Retry-After says when again.',
  503: 'Not now; Retry-After says when again.',
  507: "The door's room is full.",
}

const PROBLEM = {
  type: 'object',
  properties: { v: { type: 'integer' }, code: { type: 'string' }, message: { type: 'string' } },
  required: ['v', 'code', 'message'],
} as const

const described = (status: number, body: object) => ({ description: TEXTS[status] ?? '', ...body })
const ANY = { type: 'object', additionalProperties: true } as const

/** Answers with these statuses; the good ones with `body`, or any object. */
export const answers = (good: number, ...bad: readonly number[]): Record<number, object> =>
  Object.fromEntries([
    [good, good === 204 ? described(good, { type: 'null' }) : described(good, ANY)],
    ...[...bad, 429, 503].map((status) => [status, described(status, PROBLEM)] as const),
  ])

export const TAKEN = { ...answers(200, 403, 404, 409, 410, 413, 422, 507), 201: described(201, ANY) }

/** Bytes and text, which go out as they are. */
export const raw = (format: 'binary' | 'text', good: readonly number[], ...bad: readonly number[]) => ({
  ...answers(200, ...bad),
  ...(Object.fromEntries(good.map((status) => [status, described(status, { type: 'string', format })])) as Record<
    number,
    object
  >),
})
