import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshGrantId } from '#protocol/ids.ts'
import { REVOKED_MOST } from '#protocol/limits.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { STATE } from '#protocol/state.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs } from '#protocol/units.ts'
import { calmState } from '#test/support/calm-state.ts'
import { doorIdOf, MONDAY, makeKey, makeRevocations, toVerify } from '#test/support/people.ts'
import { isFresh } from './asking.ts'
import { nextList } from './lists.ts'
import { isObeyed } from './orders.ts'
import { doorOfOwnership } from './owned.ts'
import { readSaid } from './said.ts'
import { filtersOf } from './topics.ts'

const test = suite('a door in the page')

const [owner, door, bridge, stranger] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey()])
const id = doorIdOf(door)
const speakers = { door: await toVerify(door), bridge: await toVerify(bridge), owner: await toVerify(owner) }
const facts = { owner: owner.thumbprint, door: id, now: MONDAY, applied: 0 }

const ownership = (by: typeof door, of: typeof owner, more: object = {}) =>
  signToken(OWNERSHIP, { v: 1, iss: doorIdOf(by), owner: of.jwk, bridge: bridge.thumbprint, at: MONDAY, ...more }, by)

test('a door is believed whose own key says that it is this owner’s, at this bridge', async () => {
  const whose = { owner: owner.thumbprint, bridge: bridge.thumbprint }
  assert.is((await doorOfOwnership(await ownership(door, owner), id, whose))?.thumbprint, id)
  assert.is(await doorOfOwnership(await ownership(door, stranger), id, whose), undefined)
  assert.is(await doorOfOwnership(await ownership(stranger, owner, { iss: id }), id, whose), undefined)
  assert.is(await doorOfOwnership(await ownership(door, owner, { bridge: stranger.thumbprint }), id, whose), undefined)
  assert.is(await doorOfOwnership('nonsense', id, whose), undefined)
})

test('only the door’s own word is its state, and only the owner’s a list', async () => {
  const claims = calmState(id, MONDAY)
  assert.is((await readSaid('state', await signToken(STATE, claims, door), speakers))?.kind, 'state')
  assert.is(await readSaid('state', await signToken(STATE, claims, bridge), speakers), undefined)
  assert.is((await readSaid('revocations', await makeRevocations(owner, id, {}), speakers))?.kind, 'revocations')
  assert.is(await readSaid('revocations', await makeRevocations(bridge, id, {}), speakers), undefined)
  const other = doorIdOf(stranger)
  assert.is(await readSaid('revocations', await makeRevocations(owner, other, {}), speakers), undefined)
  assert.is(await readSaid('presence', '{"v":1,"online":"yes"}', speakers), undefined)
})

test('the next list goes beyond every epoch that is known, and names nothing twice', () => {
  const grant = freshGrantId()
  const first = nextList(undefined, (list) => ({ ...list, grants: [grant, grant] }), { ...facts, applied: 6 })
  assert.is(first.epoch, 7)
  assert.equal(first.grants, [grant])
  const second = nextList(first, (list) => ({ ...list, epoch: 1, iss: stranger.thumbprint, before: 99 }), facts)
  assert.is(second.epoch, 8)
  assert.is(second.iss, owner.thumbprint)
  assert.is(second.before, 8)
  const many = Array.from({ length: REVOKED_MOST + 1 }, () => freshGrantId())
  assert.throws(() => nextList(undefined, (list) => ({ ...list, grants: many }), facts), /withdrawn/)
})

test('an order is obeyed when the door’s journal says just that', () => {
  assert.ok(isObeyed({ kind: 'remote', off: true }, { kind: 'remote', off: true }))
  assert.not(isObeyed({ kind: 'remote', off: true }, { kind: 'remote', off: false }))
  const live = { kind: 'live_set', settings: { off: true, talk: false, relayOnly: true } } as const
  assert.ok(isObeyed({ kind: 'live', set: { off: true } }, live))
  assert.not(isObeyed({ kind: 'live', set: { off: true, talk: true } }, live))
  assert.not(isObeyed({ kind: 'pin_removed', slot: 1 }, { kind: 'pin_set', slot: 1 }))
})

test('a challenge about to end is not answered any more', () => {
  const claims = { v: 1 as const, iss: id, chl: 'c'.repeat(22), at: epochMs(0), life: 30_000 as never }
  assert.ok(isFresh({ claims, heard: 0 }, 27_000))
  assert.not(isFresh({ claims, heard: 0 }, 28_000))
})

test('one shown door and six others fit into the subscriptions of one connection', () => {
  const count = (isShown: boolean): number => filtersOf(id, owner.thumbprint, isShown).length
  assert.ok(count(true) + 6 * count(false) <= 32, `${count(true)} and ${count(false)}`)
})

test.run()
