import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorIdOf, grantClaims, MONDAY, makeKey } from '#test/support/people.ts'
import type { Chain } from './chain.ts'
import { decide, type Facts } from './decide.ts'
import type { GrantClaims } from './grant.ts'
import { freshId, freshRequestId } from './ids.ts'
import { CHALLENGE_LIFETIME } from './limits.ts'
import type { ProofClaims } from './proof.ts'
import type { OpenedRequest } from './request.ts'
import { NOTHING_REVOKED } from './revocation.ts'
import { type EpochMs, epochMs, epochSeconds, fromSeconds, type Hash, later, millis, type Thumbprint } from './units.ts'

const test = suite('decide')

const [owner, carrier, courier, door, bridge] = await Promise.all([1, 2, 3, 4, 5].map(() => makeKey()))
if (!owner || !carrier || !courier || !door || !bridge) throw new TypeError('five keys')
const id = doorIdOf(door)
const hash = 'h'.repeat(43) as Hash

const grant = (overrides: Partial<GrantClaims> = {}): GrantClaims =>
  grantClaims(owner.thumbprint, courier.thumbprint, id, overrides)

const request = (grants: readonly GrantClaims[], proof: Partial<ProofClaims> = {}): OpenedRequest => {
  const holder = grants.at(-1)?.cnf.jkt ?? owner.thumbprint
  const chain: Chain = { ok: true, grants, holder, hash }
  const claims: ProofClaims = {
    v: 1,
    jti: freshRequestId(),
    iss: holder,
    aud: id,
    act: 'unlock',
    chl: freshId(),
    cth: hash,
    via: bridge.thumbprint,
    iat: epochSeconds(0),
    ...proof,
  }
  return { ok: true, chain, proof: claims, proofHash: hash }
}

const facts = (overrides: Partial<Facts> = {}): Facts => ({
  now: MONDAY,
  clockTrusted: true,
  lateTolerance: millis(0),
  via: bridge.thumbprint,
  challengeAge: millis(100),
  spent: false,
  revoked: NOTHING_REVOKED,
  epochSeen: 0,
  usesOf: () => 0,
  boundTo: () => undefined,
  remoteOff: false,
  recorder: 'absent',
  ...overrides,
})

const codeOf = (asked: OpenedRequest, known: Partial<Facts> = {}): string => {
  const verdict = decide(asked, facts(known))
  return verdict.ok ? 'ok' : verdict.code
}

test('lets an ordinary grant in and says what it spends', () => {
  const one = grant({ uses: 1 })
  const verdict = decide(request([one]), facts())
  assert.ok(verdict.ok)
  if (verdict.ok) assert.equal(verdict.spends, [{ grant: one.jti, exp: one.exp }])
})

test('refuses by table', () => {
  const one = grant()
  const revoked = { ...NOTHING_REVOKED, epoch: 1 }
  const table: [string, OpenedRequest, Partial<Facts>][] = [
    ['wrong_bridge', request([one], { via: carrier.thumbprint }), {}],
    ['wrong_bridge', request([one], { via: 'local' }), {}],
    ['challenge_unknown', request([one]), { challengeAge: undefined }],
    ['challenge_expired', request([one]), { challengeAge: millis(CHALLENGE_LIFETIME + 1) }],
    ['challenge_expired', request([one]), { challengeAge: millis(-1) }],
    ['replayed', request([one]), { spent: true }],
    ['clock_untrusted', request([one]), { clockTrusted: false }],
    ['clock_untrusted', request([]), { clockTrusted: false }],
    ['remote_off', request([one]), { remoteOff: true }],
    ['revoked', request([one]), { revoked: { ...revoked, grants: new Set([one.jti]) } }],
    ['revoked', request([one]), { revoked: { ...revoked, keys: new Set([courier.thumbprint]) } }],
    ['revoked', request([one]), { revoked: { ...revoked, before: 1 } }],
    ['revocations_behind', request([grant({ epoch: 2 })]), { revoked }],
    ['revocations_behind', request([one]), { epochSeen: 3 }],
    ['link_unbound', request([grant({ link: true })]), {}],
    ['wrong_action', request([grant({ act: ['lock'] })]), {}],
    ['used_up', request([grant({ uses: 2 })]), { usesOf: () => 2 }],
    ['recorder_absent', request([grant({ rec: true })]), {}],
    ['recorder_stale', request([grant({ rec: true })]), { recorder: 'stale' }],
    ['recorder_covered', request([grant({ rec: true })]), { recorder: 'covered' }],
    ['recorder_not_durable', request([grant({ rec: true })]), { recorder: 'not_durable' }],
    ['ok', request([grant({ rec: true })]), { recorder: 'ready' }],
    ['ok', request([grant({ rec: true })]), { recorder: 'unseen' }],
    ['ok', request([one], { act: 'lock' }), { remoteOff: true }],
    ['ok', request([], { via: 'local' }), { via: 'local', clockTrusted: false }],
    ['ok', request([]), { epochSeen: 9 }],
  ]
  for (const [code, asked, known] of table) assert.is(codeOf(asked, known), code)
})

test('attack 10: the edges of a grant, a second and a millisecond either side', () => {
  const one = grant()
  const at = (now: EpochMs, lateTolerance = 0): string =>
    codeOf(request([one]), { now, lateTolerance: millis(lateTolerance) })
  const start = fromSeconds(one.nbf)
  const end = fromSeconds(one.exp)
  for (const early of [-1000, -1]) {
    assert.is(at(later(start, millis(early))), 'not_yet')
    assert.is(at(later(start, millis(early)), 2000), 'not_yet', 'the tolerance is one-sided')
  }
  assert.is(at(start), 'ok')
  assert.is(at(later(end, millis(-1))), 'ok')
  assert.is(at(end), 'expired')
  assert.is(at(later(end, millis(1999)), 2000), 'ok')
  assert.is(at(later(end, millis(2000)), 2000), 'expired')
})

test('attack 10: the edges of a recurring window', () => {
  const win = { rule: 'FREQ=WEEKLY;BYDAY=MO', zone: 'Europe/Berlin', start: '2026-11-23', from: '10:00', to: '12:00' }
  const one = grant({ win, nbf: epochSeconds(0), exp: epochSeconds(4_000_000_000) })
  const ten = epochMs(Date.UTC(2026, 10, 23, 9))
  const at = (offset: number, tolerance = 0): string =>
    codeOf(request([one]), { now: later(ten, millis(offset)), lateTolerance: millis(tolerance) })
  assert.is(at(-1), 'outside_window')
  assert.is(at(-1, 2000), 'outside_window')
  assert.is(at(0), 'ok')
  assert.is(at(7_199_999), 'ok')
  assert.is(at(7_200_000), 'outside_window')
  assert.is(at(7_201_999, 2000), 'ok')
  assert.is(at(7_202_000, 2000), 'outside_window')
})

test('every grant of a chain must cover the moment and loses a use', () => {
  const outer = grantClaims(owner.thumbprint, carrier.thumbprint, id, { dlg: 1, uses: 3 })
  const inner = grantClaims(carrier.thumbprint, courier.thumbprint, id, { exp: epochSeconds(outer.exp - 600) })
  const chain = [outer, inner]
  assert.is(codeOf(request(chain), { now: fromSeconds(inner.exp) }), 'expired')
  assert.is(codeOf(request(chain), { usesOf: (which) => (which === outer.jti ? 3 : 0) }), 'used_up')
  assert.is(
    codeOf(request(chain), { revoked: { ...NOTHING_REVOKED, epoch: 1, keys: new Set([carrier.thumbprint]) } }),
    'revoked',
  )
  const verdict = decide(request(chain), facts())
  assert.ok(verdict.ok && verdict.spends.length === 2)
})

test('a link belongs to the first key that bound it', () => {
  const link = grantClaims(owner.thumbprint, carrier.thumbprint, id, { link: true })
  const bound = grantClaims(carrier.thumbprint, courier.thumbprint, id)
  const asked = request([link, bound])
  const first = decide(asked, facts())
  assert.ok(first.ok)
  if (first.ok) assert.equal(first.binds, [{ link: link.jti, to: courier.thumbprint, exp: link.exp }])
  assert.is(codeOf(asked, { boundTo: () => courier.thumbprint }), 'ok')
  assert.is(codeOf(asked, { boundTo: () => 'x'.repeat(43) as Thumbprint }), 'link_already_bound')
})

test('law: whatever is allowed is allowed by every fact', () => {
  const anyFacts = fc.record({
    clockTrusted: fc.boolean(),
    challengeAge: fc.option(fc.integer({ min: -5, max: CHALLENGE_LIFETIME * 2 }), { nil: undefined }),
    spent: fc.boolean(),
    epochSeen: fc.integer({ min: 0, max: 2 }),
    remoteOff: fc.boolean(),
    uses: fc.integer({ min: 0, max: 3 }),
    offset: fc.integer({ min: -100_000, max: 4_000_000 }),
    recorder: fc.constantFrom('ready' as const, 'absent' as const, 'stale' as const, 'covered' as const),
  })
  fc.assert(
    fc.property(anyFacts, fc.boolean(), ({ uses, offset, challengeAge, ...known }, rec) => {
      const one = grant({ uses: 2, rec })
      const now = later(MONDAY, millis(offset))
      const age = challengeAge === undefined ? undefined : millis(challengeAge)
      const verdict = decide(request([one]), facts({ ...known, now, usesOf: () => uses, challengeAge: age }))
      if (!verdict.ok) return
      assert.ok(known.clockTrusted && !known.spent && !known.remoteOff && known.epochSeen === 0)
      assert.ok(age !== undefined && age >= 0 && age <= CHALLENGE_LIFETIME)
      assert.ok(uses < 2 && now >= fromSeconds(one.nbf) && now < fromSeconds(one.exp))
      assert.ok(!rec || known.recorder === 'ready')
    }),
    { numRuns: 2000 },
  )
})

test.run()
