import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  doorIdOf,
  grantClaims,
  MONDAY,
  makeChallenge,
  makeGrant,
  makeKey,
  makeRequest,
  toVerify,
} from '#test/support/people.ts'
import { ADMISSION, checkAdmission } from './admission.ts'
import { CONNECT, openConnect } from './connect.ts'
import { freshId } from './ids.ts'
import { ADMISSION_LIFETIME } from './limits.ts'
import type { Refused } from './refusals.ts'
import { openRequest, type Request } from './request.ts'
import { signToken } from './token.ts'
import { later, millis, seconds, toSeconds } from './units.ts'

const test = suite('requests, admissions and connections (attacks 7, 8)')

const [owner, door, bridge, thief] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey()])
const courier = await makeKey('ES256')
const id = doorIdOf(door)
const root = { door: id, owner: await toVerify(owner) }
const chain = [await makeGrant(owner, grantClaims(owner.thumbprint, courier.thumbprint, id))]
const { nonce } = await makeChallenge(door)
const asking = { door: id, via: bridge.thumbprint, challenge: nonce, chain }

const codeIn = (found: Refused | { readonly ok: true }): string => (found.ok ? 'ok' : found.code)

const codeOf = async (request: Request): Promise<string> => {
  const opened = await openRequest(request, root)
  return opened.ok ? 'ok' : opened.code
}

test('an honest request opens', async () => {
  assert.is(await codeOf(await makeRequest(courier, asking)), 'ok')
  assert.is(await codeOf(await makeRequest(owner, { ...asking, chain: [] })), 'ok')
})

test('attack 7: a stolen grant without its key fails', async () => {
  assert.is(await codeOf(await makeRequest(thief, asking)), 'wrong_key')
  assert.is(await codeOf(await makeRequest(thief, { ...asking, proof: { iss: courier.thumbprint } })), 'wrong_key')
  assert.is(await codeOf(await makeRequest(thief, { ...asking, chain: [] })), 'wrong_key')
})

test('attack 8: a captured proof fits no other door and no other grants', async () => {
  const captured = await makeRequest(courier, asking)
  const more = [await makeGrant(owner, grantClaims(owner.thumbprint, courier.thumbprint, id, { uses: 9 }))]
  assert.is(await codeOf({ ...captured, chain: more }), 'chain_broken')
  const elsewhere = doorIdOf(await makeKey())
  assert.is(await codeOf(await makeRequest(courier, { ...asking, proof: { aud: elsewhere } })), 'wrong_door')
})

test('an admission is for one request, by one bridge, for ten seconds', async () => {
  const request = await makeRequest(courier, asking)
  const opened = await openRequest(request, root)
  if (!opened.ok) return assert.unreachable('the request opens')
  const claims = {
    v: 1 as const,
    iss: bridge.thumbprint,
    aud: id,
    req: opened.proof.jti,
    prf: opened.proofHash,
    iat: toSeconds(MONDAY),
  }
  const honest = await signToken(ADMISSION, claims, bridge)
  const facts = {
    bridge: await toVerify(bridge),
    door: id,
    request: opened.proof.jti,
    proofHash: opened.proofHash,
    now: MONDAY,
  }
  const codeWith = async (token: string, over: object = {}): Promise<string> =>
    codeIn(await checkAdmission(token, { ...facts, ...over }))
  assert.is(await codeWith(honest), 'ok')
  assert.is(await codeWith(honest, { now: later(MONDAY, ADMISSION_LIFETIME) }), 'ok')
  assert.is(await codeWith(honest, { now: later(MONDAY, millis(ADMISSION_LIFETIME + 1)) }), 'admission_expired')
  assert.is(await codeWith(honest, { now: later(MONDAY, seconds(-6)) }), 'admission_expired')
  assert.is(await codeWith(honest, { request: freshId() }), 'admission_wrong')
  assert.is(await codeWith(honest, { proofHash: 'x'.repeat(43) }), 'admission_wrong')
  assert.is(await codeWith(await signToken(ADMISSION, claims, thief)), 'admission_wrong')
  assert.is(await codeWith('junk'), 'admission_wrong')
})

test('attack 22: a connect token is for one key, one client id, one bridge and a minute', async () => {
  const claims = {
    v: 1 as const,
    iss: courier.thumbprint,
    aud: bridge.thumbprint,
    jti: freshId(),
    iat: toSeconds(MONDAY),
    cid: courier.thumbprint as string,
    chain: [],
  }
  const facts = {
    bridge: bridge.thumbprint,
    username: courier.thumbprint as string,
    clientId: courier.thumbprint as string,
    now: MONDAY,
  }
  const codeWith = async (token: string, over: object = {}): Promise<string> => {
    const opened = await openConnect(token, { ...facts, ...over })
    return opened.ok ? 'ok' : opened.code
  }
  const honest = await signToken(CONNECT, claims, courier)
  assert.is(await codeWith(honest), 'ok')
  assert.is(await codeWith(honest, { username: thief.thumbprint }), 'token_wrong_key')
  assert.is(await codeWith(honest, { clientId: thief.thumbprint }), 'token_wrong_key')
  assert.is(await codeWith(honest, { bridge: thief.thumbprint }), 'wrong_bridge')
  assert.is(await codeWith(honest, { now: later(MONDAY, seconds(61)) }), 'token_stale')
  assert.is(await codeWith(honest, { now: later(MONDAY, seconds(-6)) }), 'token_stale')
  const taken = await signToken(CONNECT, { ...claims, cid: `${owner.thumbprint}.a` }, courier)
  assert.is(await codeWith(taken, { clientId: `${owner.thumbprint}.a` }), 'token_wrong_key')
  assert.is(await codeWith(await signToken(CONNECT, claims, thief)), 'token_wrong_key')
})

test.run()
