import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorIdOf, grantClaims, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import { openChain } from './chain.ts'
import { type GrantClaims, widening } from './grant.ts'
import { CHAIN_MOST } from './limits.ts'
import { epochSeconds } from './units.ts'

const test = suite('chains (attack 26: delegation that widens)')

const owner = await makeKey()
const carrier = await makeKey()
const courier = await makeKey('ES256')
const door = await makeKey()
const id = doorIdOf(door)
const root = { door: id, owner: await toVerify(owner) }

const toCarrier = grantClaims(owner.thumbprint, carrier.thumbprint, id, { dlg: 1, uses: 5, rec: true, job: 'J-1' })
const toCourier: GrantClaims = {
  ...grantClaims(carrier.thumbprint, courier.thumbprint, id, { uses: 1, rec: true, job: 'J-1' }),
  nbf: toCarrier.nbf,
  exp: toCarrier.exp,
}
const first = await makeGrant(owner, toCarrier)
const codeOf = async (tokens: readonly string[]): Promise<string> => {
  const chain = await openChain(tokens, root)
  return chain.ok ? 'ok' : chain.code
}
const second = (overrides: Partial<GrantClaims>, signer = carrier): Promise<string> =>
  makeGrant(signer, { ...toCourier, ...overrides }, true)

test('an honest chain opens and names the last holder', async () => {
  const chain = await openChain([first, await second({})], root)
  assert.ok(chain.ok)
  if (chain.ok) assert.is(chain.holder, courier.thumbprint)
})

test('no grant at all is the owner in person', async () => {
  const chain = await openChain([], root)
  assert.ok(chain.ok && chain.holder === owner.thumbprint)
})

test('whatever a carrier widens is refused', async () => {
  const cases: [string, Partial<GrantClaims>][] = [
    ['time before', { nbf: epochSeconds(toCarrier.nbf - 1) }],
    ['time after', { exp: epochSeconds(toCarrier.exp + 1) }],
    ['actions', { act: ['unlock', 'lock', 'live'] }],
    ['uses', { uses: 6 }],
    ['depth', { dlg: 1 }],
    ['camera duty', { rec: false }],
    ['job', { job: 'J-2' }],
    ['epoch', { epoch: 7 }],
  ]
  for (const [what, overrides] of cases) assert.is(await codeOf([first, await second(overrides)]), 'chain_widens', what)
})

test('another door is refused', async () => {
  const elsewhere = doorIdOf(await makeKey())
  assert.is(await codeOf([first, await second({ aud: elsewhere })]), 'wrong_door')
})

test('a grant signed by somebody else than the holder before is refused', async () => {
  const thief = await makeKey()
  assert.is(await codeOf([first, await second({}, thief)]), 'chain_broken')
  assert.is(await codeOf([first, await second({ iss: thief.thumbprint }, thief)]), 'chain_broken')
  assert.is(await codeOf([await makeGrant(thief, toCarrier)]), 'token_bad_signature')
})

test('a holder who may not pass it on cannot', async () => {
  const dead = await makeGrant(owner, { ...toCarrier, dlg: 0 })
  assert.is(await codeOf([dead, await second({})]), 'not_delegable')
})

test('a chain that is too long, or names one grant twice, is refused', async () => {
  assert.is(await codeOf(Array.from({ length: CHAIN_MOST + 1 }, () => first)), 'chain_too_long')
  const looped = grantClaims(owner.thumbprint, owner.thumbprint, id, { dlg: 2 })
  const again = await makeGrant(owner, { ...looped, dlg: 1 }, true)
  assert.is(await codeOf([await makeGrant(owner, looped), again]), 'chain_broken')
})

test('the order of a chain counts', async () => {
  assert.is.not(await codeOf([await second({}), first]), 'ok')
})

test("a grant that is not the owner's cannot begin a chain", async () => {
  assert.is(await codeOf([await second({})]), 'token_bad_signature')
})

test('floats, negatives and huge numbers of uses are no grant (attack 18)', async () => {
  for (const uses of [0, -1, 1.5, 1e9, Number.MAX_SAFE_INTEGER]) {
    assert.is(await codeOf([await makeGrant(owner, { ...toCarrier, uses })]), 'token_malformed', String(uses))
  }
})

test('law: what is not widening is a subset in every part', () => {
  const grants = fc.record({
    nbf: fc.integer({ min: 0, max: 50 }),
    span: fc.integer({ min: 1, max: 50 }),
    act: fc.uniqueArray(fc.constantFrom('unlock' as const, 'lock' as const, 'live' as const), { minLength: 1 }),
    uses: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    rec: fc.boolean(),
    dlg: fc.integer({ min: 0, max: 2 }),
  })
  fc.assert(
    fc.property(grants, grants, (one, other) => {
      const claims = ({ span, uses, ...rest }: typeof one): GrantClaims => ({
        ...toCarrier,
        ...rest,
        nbf: epochSeconds(rest.nbf),
        exp: epochSeconds(rest.nbf + span),
        uses,
      })
      const child = claims(one)
      const parent = claims(other)
      if (widening(child, parent) !== undefined) return
      assert.ok(child.nbf >= parent.nbf && child.exp <= parent.exp)
      assert.ok(child.act.every((action) => parent.act.includes(action)))
      assert.ok(!parent.rec || child.rec)
      assert.ok(child.dlg < parent.dlg)
    }),
  )
})

test.run()
