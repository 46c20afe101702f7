// Attack 26: delegation that widens anything: time, actions, uses, door, depth, camera duty. A carrier signs by itself
// what it passes on, so both the bridge and the door measure each grant against the one before. Source: RFC 7800 §3.1;
// Birgisson et al. 2014 (macaroons: a passed-on right may only shrink).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { GrantClaims } from '#protocol/grant.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { type EpochMs, epochMs, epochSeconds } from '#protocol/units.ts'
import { forceUpon, freshChallenge } from '#test/support/hostile-bridge.ts'
import { doorIdOf, grantClaims, makeGrant, makeKey, makeRequest, makeRevocations } from '#test/support/people.ts'
import { type Visitor, visit } from '#test/support/visitor.ts'
import { rejection, until } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'

interface Scene {
  house: WholeHouse
  now: EpochMs
  carrier: SigningKey
  courier: SigningKey
}

const test = suite<Scene>('attack 26: delegation that widens')

const PLENTY = { burst: 1000, perSecond: 1000 }

test.before(async (scene) => {
  const access = { requestsPerKey: PLENTY, requestsPerDoor: PLENTY }
  scene.house = await openWholeHouse({ hold: 300, bridge: { limits: { access, broker: { connects: PLENTY } } } })
  scene.now = epochMs(Date.now())
  scene.carrier = await makeKey()
  scene.courier = await makeKey('ES256')
})
test.after(async ({ house }) => {
  await house.close()
})

const openings = (house: WholeHouse): number => house.rig.observe().tally.boltLeftHome
const isOver = (house: WholeHouse): Promise<void> =>
  until(() => house.agent.door.open() === undefined, 'the visit is over', 8000)

/** What the owner gives the carrier. */
const route = ({ house, now, carrier }: Scene, changes: Partial<GrantClaims> = {}): GrantClaims => {
  const whole = grantClaims(house.owner.thumbprint, carrier.thumbprint, house.id, {}, now)
  return { ...whole, act: ['unlock'], dlg: 1, uses: 5, job: 'tour 7', ...changes }
}

/** What the carrier makes of it for its courier: no more than it has, but for the changes. */
const stop = ({ carrier, courier }: Scene, of: GrantClaims, changes: Partial<GrantClaims> = {}): GrantClaims => {
  const { win: _ownHours, link: _own, ...rest } = of
  const own = grantClaims(carrier.thumbprint, courier.thumbprint, of.aud)
  return { ...rest, jti: own.jti, iss: own.iss, cnf: own.cnf, dlg: 0, uses: 1, ...changes }
}

const chainOf = async ({ house, carrier }: Scene, of: GrantClaims, passedOn: GrantClaims): Promise<string[]> => [
  await makeGrant(house.owner, of),
  await makeGrant(carrier, passedOn, true),
]

/** An honest courier of this carrier, connected and let in. */
const honestVisitor = async (scene: Scene): Promise<Visitor> => {
  const of = route(scene)
  return visit(scene.house, scene.courier, await chainOf(scene, of, stop(scene, of)))
}

/** Says a chain over an honest connection. @returns what the bridge answers */
const atBridge = async (scene: Scene, visitor: Visitor, chain: readonly string[], key = scene.courier) => {
  const { house, now } = scene
  await until(() => visitor.challenge() !== '', 'a challenge is heard')
  const asking = { door: house.id, via: house.bridge.thumbprint, challenge: visitor.challenge(), chain, now }
  const request = await makeRequest(key, asking)
  await visitor.send(request)
  const answer = () => visitor.heard.find((one) => one.request === request.id)
  await until(() => answer() !== undefined, 'the request is answered', 5000)
  return answer()?.code ?? answer()?.step
}

/** The same chain handed to the door by a hostile bridge. @returns what the door itself says */
const atDoor = async ({ house, courier, now }: Scene, chain: readonly string[], key = courier): Promise<string> => {
  const asking = { door: house.id, via: house.bridge.thumbprint, challenge: await freshChallenge(house), chain, now }
  return forceUpon(house, { ...(await makeRequest(key, asking)) })
}

test('opens for a courier whose carrier gave it less, and for one whom it gave all it has', async (scene) => {
  const { house, courier } = scene
  const before = openings(house)
  const less = route(scene)
  const end = epochSeconds(less.exp - 600)
  const first = await visit(house, courier, await chainOf(scene, less, stop(scene, less, { exp: end })))
  assert.is(await first.knocks(), 'opened')
  await isOver(house)
  await first.session.close()
  const all = route(scene, { dlg: 2 })
  const same = stop(scene, all, { uses: 5, dlg: 1 })
  assert.is(await atDoor(scene, await chainOf(scene, all, same)), 'ok', 'the door by itself lets the honest in')
  await isOver(house)
  assert.is(openings(house), before + 2)
})

test('is refused by the bridge and by the door, whatever is widened', async (scene) => {
  const { house, courier } = scene
  const before = openings(house)
  const of = route(scene)
  const camera = route(scene, { rec: true })
  const elsewhere = doorIdOf(await makeKey())
  const widened: [string, GrantClaims, Partial<GrantClaims>, string][] = [
    ['an earlier start', of, { nbf: epochSeconds(of.nbf - 1) }, 'chain_widens'],
    ['a later end', of, { exp: epochSeconds(of.exp + 1) }, 'chain_widens'],
    ['an action', of, { act: ['unlock', 'lock'] }, 'chain_widens'],
    ['uses', of, { uses: 6 }, 'chain_widens'],
    ['depth', of, { dlg: 1 }, 'chain_widens'],
    ['the job', of, { job: 'tour 8' }, 'chain_widens'],
    ['the epoch', of, { epoch: 3 }, 'chain_widens'],
    ['the camera duty', camera, { rec: false }, 'chain_widens'],
    ['the door', of, { aud: elsewhere }, 'wrong_door'],
    ['who may pass it on', route(scene, { dlg: 0 }), {}, 'not_delegable'],
    ['the same by a link of its own', route(scene, { dlg: 0 }), { link: true }, 'not_delegable'],
  ]
  const visitor = await honestVisitor(scene)
  for (const [what, parent, changes, code] of widened) {
    const chain = await chainOf(scene, parent, stop(scene, parent, changes))
    assert.is(await atBridge(scene, visitor, chain), code, `${what}, at the bridge`)
    assert.is(await atDoor(scene, chain), code, `${what}, at the door`)
    await rejection(house.session(courier, chain))
  }
  assert.is(openings(house), before)
  assert.is(await visitor.knocks(), 'opened', 'the honest courier beside it')
  await isOver(house)
  await visitor.session.close()
})

test('is refused when somebody else than the holder before has signed, or a grant is left out or doubled', async (scene) => {
  const { house, carrier, courier } = scene
  const before = openings(house)
  const thief = await makeKey()
  const of = route(scene)
  const mine = stop(scene, of)
  const [first = '', second = ''] = await chainOf(scene, of, mine)
  const chains: [string, readonly string[], string][] = [
    ['signed by a thief', [first, await makeGrant(thief, mine, true)], 'chain_broken'],
    [
      'signed and named by a thief',
      [first, await makeGrant(thief, { ...mine, iss: thief.thumbprint }, true)],
      'chain_broken',
    ],
    ["without the owner's", [second], 'token_bad_signature'],
    ['in the wrong order', [second, first], 'token_bad_signature'],
    ["the carrier's twice", [first, second, second], 'chain_broken'],
    ["the owner's made by the carrier", [await makeGrant(carrier, of), second], 'token_bad_signature'],
  ]
  const visitor = await honestVisitor(scene)
  for (const [what, chain, code] of chains) {
    assert.is(await atBridge(scene, visitor, chain), code, `${what}, at the bridge`)
    assert.is(await atDoor(scene, chain), code, `${what}, at the door`)
    await rejection(house.session(courier, chain))
  }
  // One grant more than a chain may have is no command and no request at all.
  const long = [first, second, second, second, second]
  assert.is(await atDoor(scene, long), 'dropped')
  const longer = await makeRequest(courier, {
    door: house.id,
    via: house.bridge.thumbprint,
    challenge: 'A'.repeat(22),
    chain: long,
  })
  visitor.send(longer).catch(() => undefined)
  await visitor.session.closed
  assert.is(openings(house), before)
})

test("is bound by the carrier's own hours and uses, whatever the courier's grant says", async (scene) => {
  const { house } = scene
  const before = openings(house)
  const day = new Date(scene.now + 3 * 86_400_000).toISOString().slice(0, 10)
  const win = { rule: 'FREQ=DAILY', zone: 'UTC', start: day, from: '10:00', to: '11:00' }
  const exp = epochSeconds(Math.floor(scene.now / 1000) + 30 * 86_400)
  const later = route(scene, { win, exp })
  const visitor = await honestVisitor(scene)
  const closed = await chainOf(scene, later, stop(scene, later))
  assert.is(await atBridge(scene, visitor, closed), 'outside_window')
  assert.is(await atDoor(scene, closed), 'outside_window')

  const once = route(scene, { uses: 1 })
  const [owners, mine] = await chainOf(scene, once, stop(scene, once))
  const other = await makeKey()
  const theirs = await makeGrant(scene.carrier, stop(scene, once, { cnf: { jkt: other.thumbprint } }), true)
  assert.is(await atBridge(scene, visitor, [owners ?? '', mine ?? '']), 'opened')
  await isOver(house)
  const second = await visit(house, other, [owners ?? '', theirs])
  assert.is(await second.knocks(), 'used_up', 'one use for all its couriers')
  assert.is(await atDoor(scene, [owners ?? '', theirs], other), 'used_up')
  assert.is(openings(house), before + 1)
  await Promise.all([visitor.session.close(), second.session.close()])
})

test("ends for all couriers when the carrier's key is withdrawn", async (scene) => {
  const { house, carrier } = scene
  const before = openings(house)
  const of = route(scene)
  const chain = await chainOf(scene, of, stop(scene, of))
  const list = await makeRevocations(house.owner, house.id, { epoch: 1, keys: [carrier.thumbprint] })
  assert.ok(await house.agent.door.revocations(list))
  assert.is(await atDoor(scene, chain), 'revoked')
  assert.is(openings(house), before)
})

test('keeps the camera duty all the way down', async (given) => {
  const scene = { ...given, carrier: await makeKey() }
  const before = openings(scene.house)
  const of = route(scene, { rec: true })
  const chain = await chainOf(scene, of, stop(scene, of))
  assert.is(await atDoor(scene, chain), 'recorder_absent')
  const visitor = await honestVisitor(scene)
  assert.is(await atBridge(scene, visitor, chain), 'recorder_absent', 'by the word of the door: the bridge cannot know')
  assert.is(openings(scene.house), before)
})

test.run()
