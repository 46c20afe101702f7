// Asking again while the network or the service is away, and only then.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { patiently } from './patience.ts'

const test = suite('patience')
const noRest = async (): Promise<void> => undefined

const failing = (codes: string[]) => async (): Promise<string> => {
  const code = codes.shift()
  if (code !== undefined) throw new HausrechtError(code, 'Not now.')
  return 'answered'
}
const codeOf = (ask: Promise<unknown>): Promise<unknown> =>
  ask.catch((error: unknown) => (error as HausrechtError).code)

test('asks until it is answered', async () => {
  const ask = failing(['offline', 'http_503', 'rate_limited'])
  assert.is(await patiently(ask, noRest, new AbortController().signal), 'answered')
})

test('gives up at a no that stays one, and once it is to stop', async () => {
  assert.is(await codeOf(patiently(failing(['http_404']), noRest, new AbortController().signal)), 'http_404')
  assert.is(await codeOf(patiently(failing(['offline', 'offline']), noRest, AbortSignal.abort())), 'offline')
})

test.run()
