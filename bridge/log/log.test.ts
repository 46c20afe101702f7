import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'
import { doorIdOf, grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'
import { PRIVATE_KEY } from '../tls/loopback.fixture.ts'
import { createLog } from './log.ts'

const test = suite('bridge log')

const captured = () => {
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => lines.push(line) })
  return { log, text: () => lines.join('') }
}

test('lets no token, PIN or private key through, wherever it stands', async () => {
  const [owner, courier, door] = [await makeKey('ES256'), await makeKey(), doorIdOf(await makeKey())]
  const chain = [await makeGrant(owner, grantClaims(owner.thumbprint, courier.thumbprint, door))]
  const request = await makeRequest(courier, { door, via: 'local', challenge: freshId(), chain })
  const [grant = ''] = chain
  const privateJwk = { kty: 'OKP', crv: 'Ed25519', x: courier.thumbprint, d: owner.thumbprint }
  const pin = '83719264'
  const { log, text } = captured()
  log.info({ request, password: grant, pin, key: privateJwk, deep: { er: { token: request.proof, pin } } }, 'fields')
  log.warn(`a token ${grant} in a message`)
  log.error(
    { err: new HausrechtError('some_code', `with ${request.proof}`, { cause: new TypeError(grant) }) },
    'a fault',
  )
  log.info({ detail: JSON.stringify(privateJwk), other: [request.proof, PRIVATE_KEY] }, 'inside of text')
  log.info({ req: { headers: { authorization: `Bearer ${grant}` } } }, 'a header')
  const [, body = '', signature = ''] = grant.split('.')
  const secrets = [...[grant, request.proof].flatMap((token) => token.split('.').slice(1)), body, signature, pin]
  for (const secret of [...secrets, privateJwk.d, 'MIGH', PRIVATE_KEY.split('\n')[1] ?? '']) {
    assert.ok(secret.length >= 4)
    assert.not.ok(text().includes(secret), `${secret.slice(0, 12)}… in ${text()}`)
  }
})

test('keeps what a person needs: thumbprints, codes, words', async () => {
  const { log, text } = captured()
  const { thumbprint } = await makeKey()
  log.warn({ key: thumbprint, code: 'wrong_key', topic: 'request' }, 'message refused')
  const line = JSON.parse(text()) as Record<string, unknown>
  assert.equal([line['key'], line['code'], line['topic'], line['level']], [thumbprint, 'wrong_key', 'request', 'warn'])
})

test('says nothing below its level', () => {
  const lines: string[] = []
  createLog('warn', { write: (line) => lines.push(line) }).info('not worth it')
  assert.equal(lines, [])
})

test.run()
