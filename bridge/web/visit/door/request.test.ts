import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseCanonical } from '#protocol/canonical.ts'
import { REFUSAL } from '#protocol/receipt.ts'
import { openRequest, RequestSchema } from '#protocol/request.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { signToken } from '#protocol/token.ts'
import { calmState } from '#test/support/calm-state.ts'
import { doorIdOf, grantClaims, MONDAY, makeChallenge, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import { freshKey } from '../tokens/key.ts'
import { freshId } from '../tokens/sign.ts'
import { pin } from '../tokens/verify.ts'
import { makeRequest } from './request.ts'
import { type Pins, readSaid } from './said.ts'

const test = suite('what the page asks and hears')

const owner = await makeKey()
const door = await makeKey()
const bridge = await makeKey()
const id = doorIdOf(door)
const pins: Pins = { id, door: await pin(door.jwk), bridge: await pin(bridge.jwk), bridgeId: bridge.thumbprint }

test('a request opens as the protocol says, in its one spelling', async () => {
  const key = await freshKey()
  const chain = [await makeGrant(owner, grantClaims(owner.thumbprint, key.thumbprint, id))]
  const text = await makeRequest({ key, chain, pins, act: 'unlock', request: freshId(), nonce: freshId(), now: MONDAY })
  const request = RequestSchema.parse(parseCanonical(text))
  const opened = await openRequest(request, { door: id, owner: await toVerify(owner) })
  assert.ok(opened.ok && opened.proof.via === bridge.thumbprint, JSON.stringify(opened))
})

const state = (more: Partial<StateClaims> = {}): Promise<string> =>
  signToken(STATE, calmState(id, MONDAY, { recording: true, viewers: 1, ...more }), door)

test('the measured state is heard from the door alone', async () => {
  const said = await readSaid('state', await state(), pins)
  assert.equal(said?.kind === 'state' && [said.state.bolt, said.state.recording, said.state.viewers], ['home', true, 1])
  const wrong = { ...pins, door: pins.bridge }
  assert.is(await readSaid('state', await state(), wrong), undefined)
  assert.is(await readSaid('state', await state({ iss: doorIdOf(bridge) }), pins), undefined)
})

test("a challenge is the door's own", async () => {
  const { token, nonce } = await makeChallenge(door)
  assert.equal(await readSaid('challenge', token, pins), { kind: 'challenge', nonce })
  assert.is(await readSaid('challenge', (await makeChallenge(bridge)).token, pins), undefined)
})

test("the bridge's no is told from the door's, and a stranger's is not heard", async () => {
  const claims = {
    v: 1 as const,
    iss: bridge.thumbprint,
    aud: id,
    req: freshId() as never,
    code: 'revoked' as const,
    at: MONDAY,
  }
  const refused = await readSaid(`receipt/${String(claims.req)}`, await signToken(REFUSAL, claims, bridge), pins)
  assert.equal(refused, {
    kind: 'answer',
    request: claims.req,
    step: 'refused',
    by: 'bridge',
    at: MONDAY,
    code: 'revoked',
  })
  assert.is(await readSaid('receipt/x', await signToken(REFUSAL, claims, owner), pins), undefined)
})

test('what is no message is not heard and throws nothing', async () => {
  for (const name of ['presence', 'state', 'challenge', 'receipt/x', 'journal', ''])
    for (const payload of ['', '{', 'null', 'a.b.c'])
      assert.is(await readSaid(name, payload, pins).catch(() => 'threw'), undefined)
})

test.run()
