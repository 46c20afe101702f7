import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ConnectClaims } from '#protocol/connect.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { NOTHING_REVOKED } from '#protocol/revocation.ts'
import { type GrantId, later, millis, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { connectToken } from '#test/support/client.ts'
import { doorIdOf, grantClaims, MONDAY, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import type { Door } from '../access/door.ts'
import { authenticate, type Entrance } from './authenticate.ts'
import { createPeers } from './peers.ts'

interface Stage {
  bridge: SigningKey
  owner: SigningKey
  door: SigningKey
  key: SigningKey
  entrance: Entrance
  spent: Set<string>
  bound: Map<GrantId, Thumbprint>
  now: typeof MONDAY
}

const test = suite<Stage>('authenticate')

test.before.each(async (stage) => {
  const [bridge, owner, doorKey, key] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey()])
  Object.assign(stage, { bridge, owner, door: doorKey, key, spent: new Set(), bound: new Map(), now: MONDAY })
  const door: Door = {
    id: doorIdOf(doorKey),
    key: () => toVerify(doorKey),
    ownerKey: () => toVerify(owner),
    owner: owner.thumbprint,
    firstSeen: MONDAY,
    revoked: NOTHING_REVOKED,
    epochSeen: 0,
    remoteOff: false,
    challenges: [],
    epochApplied: undefined,
    unwritable: false,
    peer: undefined,
  }
  stage.entrance = {
    bridge: bridge.thumbprint,
    perKey: 2,
    peers: createPeers(),
    now: () => stage.now,
    door: (id) => (id === door.id ? door : undefined),
    spend: async (who, id) => {
      const fresh = !stage.spent.has(`${who}${id}`)
      stage.spent.add(`${who}${id}`)
      return fresh
    },
    bind: async (_door, { link, to }) => {
      if (!stage.bound.has(link)) stage.bound.set(link, to)
      return stage.bound.get(link) ?? to
    },
  }
})

interface Changes {
  readonly claims?: Partial<ConnectClaims>
  readonly chain?: readonly string[]
  readonly username?: string
  readonly clientId?: string
  readonly signer?: SigningKey
}

const helloOf = async ({ bridge, key, now }: Stage, { claims, chain, signer, ...more }: Changes = {}) => {
  const clientId = more.clientId ?? key.thumbprint
  const to = {
    url: '',
    bridge: bridge.thumbprint,
    now,
    ...(chain && { chain }),
    claims: { iss: key.thumbprint, ...claims },
  }
  const password = await connectToken(signer ?? key, to, clientId)
  return { clientId, username: more.username ?? key.thumbprint, password, address: '10.0.0.1' }
}
const codeOf = async (stage: Stage, changes: Changes = {}): Promise<string> => {
  const answer = await authenticate(await helloOf(stage, changes), stage.entrance)
  return answer.ok ? 'in' : answer.code
}
const grant = ({ owner, key, door }: Stage, overrides: Partial<GrantClaims> = {}): Promise<string> =>
  makeGrant(owner, grantClaims(owner.thumbprint, key.thumbprint, doorIdOf(door), overrides))

test('lets a key in that shows a token of its own, of now, for this bridge', async (stage) => {
  const answer = await authenticate(await helloOf(stage), stage.entrance)
  assert.ok(answer.ok)
  if (answer.ok) {
    const { key, unpaired, holding } = answer.peer
    assert.equal({ key, unpaired, holding }, { key: stage.key.thumbprint, unpaired: false, holding: undefined })
  }
})

test('takes each token once', async (stage) => {
  const hello = await helloOf(stage)
  assert.ok((await authenticate(hello, stage.entrance)).ok)
  const again = await authenticate(hello, stage.entrance)
  assert.is(again.ok ? 'in' : again.code, 'replayed')
})

test('takes a token for a minute, and a little from a clock that runs ahead', async (stage) => {
  const at = (seconds: number) => ({ claims: { iat: toSeconds(later(MONDAY, millis(seconds * 1000))) } })
  assert.is(await codeOf(stage, at(-60)), 'in')
  assert.is(await codeOf(stage, at(-61)), 'token_stale')
  assert.is(await codeOf(stage, at(5)), 'in')
  assert.is(await codeOf(stage, at(6)), 'token_stale')
})

test('refuses what names another key, bridge or client', async (stage) => {
  const other = await makeKey()
  assert.is(await codeOf(stage, { signer: other }), 'token_wrong_key')
  assert.is(await codeOf(stage, { username: other.thumbprint }), 'token_wrong_key')
  assert.is(await codeOf(stage, { claims: { aud: other.thumbprint } }), 'wrong_bridge')
  assert.is(await codeOf(stage, { claims: { cid: other.thumbprint } }), 'token_wrong_key')
  assert.is(await codeOf(stage, { clientId: other.thumbprint }), 'token_wrong_key')
})

test('spends nothing for a token that is refused', async (stage) => {
  await codeOf(stage, { signer: await makeKey() })
  await codeOf(stage, { claims: { iat: toSeconds(later(MONDAY, millis(-120_000))) } })
  assert.is(stage.spent.size, 0)
})

test('opens a chain against the owner of its door', async (stage) => {
  const { owner, key, door } = stage
  assert.is(await codeOf(stage, { chain: [await grant(stage)] }), 'in')
  const stranger = await makeKey()
  const forged = grantClaims(owner.thumbprint, key.thumbprint, doorIdOf(door))
  assert.is(await codeOf(stage, { chain: [await makeGrant(stranger, forged)] }), 'token_bad_signature')
  const other = grantClaims(owner.thumbprint, stranger.thumbprint, doorIdOf(door))
  assert.is(await codeOf(stage, { chain: [await makeGrant(owner, other)] }), 'wrong_key')
  const unknown = grantClaims(owner.thumbprint, key.thumbprint, doorIdOf(stranger))
  assert.is(await codeOf(stage, { chain: [await makeGrant(owner, unknown)] }), 'door_unknown')
  assert.is(await codeOf(stage, { chain: ['x'] }), 'door_unknown')
})

test('lets a holder in whose rights are over, so that it can be told so', async (stage) => {
  const past = { nbf: toSeconds(later(MONDAY, millis(-9000))), exp: toSeconds(later(MONDAY, millis(-5000))) }
  assert.is(await codeOf(stage, { chain: [await grant(stage, past)] }), 'in')
})

test('binds a link to the first key that comes with a standing, and bars the second', async (stage) => {
  const { owner, door } = stage
  const oneTime = await makeKey('ES256')
  const top = await makeGrant(owner, grantClaims(owner.thumbprint, oneTime.thumbprint, doorIdOf(door), { link: true }))
  const useAs = async (key: SigningKey) => {
    const bound = await makeGrant(oneTime, grantClaims(oneTime.thumbprint, key.thumbprint, doorIdOf(door)), true)
    const answer = await authenticate(await helloOf({ ...stage, key }, { chain: [top, bound] }), stage.entrance)
    return answer.ok ? answer.peer.holding?.barred?.code : answer.code
  }
  const early = stage.now
  stage.now = later(MONDAY, millis(-3_600_000))
  const entrance = stage.entrance
  stage.entrance = { ...entrance, now: () => later(MONDAY, millis(-3_600_000)) }
  assert.is(await useAs(await makeKey()), undefined)
  assert.is(stage.bound.size, 0, 'too early to be a use')
  Object.assign(stage, { now: early, entrance })
  const first = await makeKey()
  assert.is(await useAs(first), undefined)
  assert.is(await useAs(await makeKey()), 'link_already_bound')
  assert.is(await useAs(first), undefined)
  assert.equal([...stage.bound.values()], [first.thumbprint])
})

test('bounds the connections of one key, and lets it take its own place again', async (stage) => {
  const { peers } = stage.entrance
  const at = (suffix: string) => ({ clientId: `${stage.key.thumbprint}.${suffix}` })
  for (const suffix of ['a', 'b']) {
    const answer = await authenticate(await helloOf(stage, at(suffix)), stage.entrance)
    assert.ok(answer.ok)
    if (answer.ok) peers.add(answer.peer)
  }
  assert.is(await codeOf(stage, at('c')), 'rate_limited')
  assert.is(await codeOf(stage, at('a')), 'in')
  for (const peer of peers.of(stage.key.thumbprint).slice(0, 1)) peers.remove(peer)
  assert.is(await codeOf(stage, at('c')), 'in')
})

test('gives a door without a bridge no chain and no name', async (stage) => {
  const chain = [await grant(stage)]
  const answer = await authenticate(await helloOf(stage, { claims: { aud: 'unpaired' }, chain }), stage.entrance)
  assert.ok(answer.ok && answer.peer.unpaired && answer.peer.holding === undefined)
})

test('takes any text for a password without a throw', async (stage) => {
  const { key, entrance } = stage
  const good = (await helloOf(stage)).password
  const broken = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc
      .tuple(fc.integer({ min: 0, max: good.length }), fc.string({ maxLength: 4, minLength: 1 }))
      .map(([at, text]) => good.slice(0, at) + text + good.slice(at + text.length)),
    fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((parts) => parts.join('.')),
  )
  await fc.assert(
    fc.asyncProperty(broken, async (password) => {
      const hello = { clientId: key.thumbprint, username: key.thumbprint, password, address: '' }
      const answer = await authenticate(hello, entrance)
      return !answer.ok || password === good
    }),
    { numRuns: 200 },
  )
})

test.run()
