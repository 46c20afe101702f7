import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashText } from '#protocol/hash.ts'
import { LIVE_AT_FIRST } from '#protocol/live/settings.ts'
import { REVOCATIONS } from '#protocol/revocation.ts'
import { signToken } from '#protocol/token.ts'
import { epochSeconds, type Hash, type RequestId, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { type Watched, withWatched } from './watched.fixture.ts'

const test = suite('the door’s side of being watched')

const NOBODY = { ok: true, grants: [], holder: 'nobody' as Thumbprint, hash: 'hash' as Hash } as const
const OFFER = { kind: 'offer', sdp: 'v=0 offer' } as const

/** Asks with this chain, offers, and is connected. */
const watch = async (watched: Watched, who = watched.holder, chain?: readonly string[]): Promise<RequestId> => {
  const { sid, code } = await watched.ask(who, chain ?? [await watched.grant()])
  assert.is(code, undefined)
  await watched.signal(who, sid, OFFER)
  watched.live({ say: 'answer', sid, sdp: 'v=0 answer' })
  watched.live({ say: 'watching', sid, way: 'channel' })
  await watched.settle()
  return sid
}

const lastOf = async (watched: Watched, who = watched.holder) => (await watched.heard(who)).at(-1)?.what

test('lets a holder watch from its request to the end of its grant, and signs each word', () =>
  withWatched(async (watched) => {
    const { holder, keeper, told } = watched
    const chain = [await watched.grant({ exp: epochSeconds(toSeconds(watched.clock.now()) + 120) })]
    const { sid } = await watched.ask(holder, chain)
    const [receipt] = await watched.receipts()
    assert.ok(receipt)
    assert.is(receipt.step, 'allowed')
    assert.is(receipt.req, sid)
    const [intent] = await watched.happenings('intent')
    assert.ok(intent?.kind === 'intent' && intent.act === 'live' && intent.request === sid)

    assert.is(told.filter((message) => message.say === 'expect').length, 1, 'the encode may begin')
    const offer = await watched.signal(holder, sid, OFFER)
    const handed = told.find((message) => message.say === 'offer')
    assert.ok(handed?.say === 'offer' && handed.sid === sid && handed.sdp === OFFER.sdp)
    watched.live({ say: 'answer', sid, sdp: 'v=0 answer' })
    await watched.settle()
    assert.equal(await lastOf(watched), { kind: 'answer', re: await hashText(offer), sdp: 'v=0 answer' })
    assert.is(keeper.viewers(), 0)
    watched.live({ say: 'watching', sid, way: 'channel' })
    assert.is(keeper.viewers(), 1)

    await watched.pass(118_000)
    assert.is(keeper.viewers(), 1)
    await watched.pass(3000)
    assert.equal(await lastOf(watched), { kind: 'end', code: 'expired' })
    assert.is(keeper.viewers(), 0)
    assert.ok(told.some((message) => message.say === 'end' && message.sid === sid))
    watched.live({ say: 'ended', sid, why: 'told' })
    await watched.settle()
    const lives = await watched.happenings('live')
    assert.equal(
      lives.map((what) => what.kind === 'live' && [what.step, what.request, what.holder, what.way]),
      ['begun', 'ended'].map((step) => [step, sid, holder.thumbprint, 'channel']),
    )
  }))

test('ends the live process that does not end a session within two seconds', () =>
  withWatched(async (watched) => {
    const sid = await watch(watched)
    await watched.journal.append({ kind: 'live_set', settings: { ...LIVE_AT_FIRST, off: true } })
    await watched.settle()
    assert.equal(await lastOf(watched), { kind: 'end', code: 'live_off' })
    assert.equal(watched.ended, [])
    await watched.pass(3000)
    assert.equal(watched.ended, ['kill'])
    assert.is((await watched.happenings('live')).length, 2)
    assert.ok(sid)
  }))

test('ends at once what was revoked, whoever was paired out, and what the owner switched off', () =>
  withWatched(async (watched) => {
    const { owner, door, clock } = watched
    await watch(watched)
    const list = { v: 1 as const, iss: owner.thumbprint, aud: door, epoch: 1, iat: toSeconds(clock.now()) }
    const revoked = { ...list, grants: [], keys: [watched.holder.thumbprint], before: epochSeconds(0) }
    await watched.journal.append({ kind: 'revocations', list: await signToken(REVOCATIONS, revoked, owner) })
    await watched.settle()
    const first = await lastOf(watched)
    assert.ok(first?.kind === 'end' && first.code === 'revoked', JSON.stringify(first))

    await watch(watched, owner, [])
    await watched.journal.append({ kind: 'paired', owner: watched.holder.jwk, bridge: owner.jwk })
    await watched.settle()
    const second = await lastOf(watched, owner)
    assert.ok(second?.kind === 'end' && second.code === 'live_over', JSON.stringify(second))
    assert.is(watched.keeper.viewers(), 0)
  }))

test('refuses to begin: switched off, without the right, too many', () =>
  withWatched(async (watched) => {
    const unlocker = [await watched.grant({ act: ['unlock'] })]
    assert.is((await watched.ask(watched.holder, unlocker)).code, 'wrong_action')
    const early = [await watched.grant({ nbf: epochSeconds(toSeconds(watched.clock.now()) + 60) })]
    assert.is((await watched.ask(watched.holder, early)).code, 'not_yet')
    await watch(watched)
    await watch(watched, watched.owner, [])
    assert.is((await watched.ask(watched.holder, [await watched.grant()])).code, 'live_full')
    await watched.journal.append({ kind: 'live_set', settings: { ...LIVE_AT_FIRST, off: true } })
    assert.is((await watched.ask(watched.owner, [])).code, 'live_off')
  }))

test('takes no word of another, for another door, of another time, or twice', () =>
  withWatched(async (watched) => {
    const { holder, owner, told } = watched
    const { sid } = await watched.ask(holder, [await watched.grant()])
    const offers = () => told.filter((message) => message.say === 'offer').length
    await watched.signal(owner, sid, OFFER)
    assert.equal(await lastOf(watched, owner), { kind: 'end', code: 'live_unasked' })
    await watched.signal(owner, sid, OFFER, { iss: holder.thumbprint })
    await watched.signal(holder, sid, OFFER, { aud: holder.thumbprint as never })
    await watched.signal(holder, sid, OFFER, { iat: epochSeconds(toSeconds(watched.clock.now()) - 3600) })
    assert.is(offers(), 0)
    assert.equal(await watched.heard(holder), [])
    await watched.signal(holder, sid, OFFER)
    await watched.signal(holder, sid, { ...OFFER, sdp: 'v=0 another' })
    assert.is(offers(), 1)
    await watched.signal(owner, sid, { kind: 'end' })
    assert.not.ok(told.some((message) => message.say === 'end'))
    await watched.signal(holder, sid, { kind: 'end' })
    assert.ok(told.some((message) => message.say === 'end'))
  }))

test('gives no yes that lasts: an offer half a minute later is refused', () =>
  withWatched(async (watched) => {
    const { sid } = await watched.ask(watched.holder, [await watched.grant()])
    await watched.pass(31_000)
    await watched.signal(watched.holder, sid, OFFER)
    assert.equal(await lastOf(watched), { kind: 'end', code: 'live_unasked' })
  }))

test('tells who watches when the live process dies, and nobody begins until it is there again', () =>
  withWatched(async (watched) => {
    await watch(watched)
    watched.die()
    await watched.settle()
    assert.equal(await lastOf(watched), { kind: 'end', code: 'live_unavailable' })
    assert.is(watched.keeper.obstacle(NOBODY), 'live_unavailable')
    watched.live({ say: 'ready' })
    assert.is(watched.keeper.obstacle(NOBODY), undefined)
  }))

test('makes a worn live process anew, and never while somebody watches', () =>
  withWatched(async (watched) => {
    const worn = { say: 'idle', sessions: 60, rss: 1, threads: 1, up: 1 as never } as const
    const sid = await watch(watched)
    watched.live(worn)
    assert.equal(watched.ended, [])
    watched.live({ say: 'ended', sid, why: 'left' })
    watched.live({ ...worn, sessions: 3 })
    assert.equal(watched.ended, [])
    watched.live(worn)
    assert.equal(watched.ended, ['renew'])
  }))

test('shows talk at the rig while it lasts, and writes down a bounded part of it', () =>
  withWatched(async (watched) => {
    const sid = await watch(watched)
    const hushes = () => watched.told.filter((message) => message.say === 'hush')
    watched.live({ say: 'talking', sid, what: 'speak', on: true })
    assert.is(watched.rig.pattern, 'talk')
    watched.live({ say: 'talking', sid, what: 'speak', on: false })
    assert.is(watched.rig.pattern, 'hush')
    for (let times = 0; times < 200; times++) {
      for (const on of [true, false]) watched.live({ say: 'talking', sid, what: 'listen', on })
    }
    // Signed and synced together, all that there is of them.
    await watched.journal.append({ kind: 'link', connected: true })
    const talks = await watched.happenings('talk')
    assert.ok(talks.length > 20 && talks.length <= 120, `${talks.length} entries`)
    assert.is(talks.length % 2, 0)
    // What was not written down was not to go on.
    assert.is(hushes().length, 201 - talks.length / 2)
    assert.equal(hushes().at(-1), { say: 'hush', sid })

    // Nobody else's toggling silences the owner, and who is hushed may be heard again later.
    const own = await watch(watched, watched.owner, [])
    const before = hushes().length
    watched.live({ say: 'talking', sid: own, what: 'listen', on: true })
    assert.is(hushes().length, before)
    watched.live({ say: 'talking', sid: own, what: 'listen', on: false })
    await watched.pass(2500 * 15)
    watched.live({ say: 'talking', sid, what: 'speak', on: true })
    await watched.settle()
    assert.is(hushes().length, before)
    assert.is((await watched.happenings('talk')).length, talks.length + 3)
  }))

test('hushes who talks where the journal takes nothing', () =>
  withWatched(async (watched) => {
    const sid = await watch(watched)
    await watched.journal.close()
    watched.live({ say: 'talking', sid, what: 'listen', on: true })
    await watched.settle()
    assert.equal(watched.told.at(-1), { say: 'hush', sid })
  }))

test('begins for the owner where one holder has taken what it may, and refuses that one', () =>
  withWatched(async (watched) => {
    const { holder, owner, told } = watched
    const first = await watch(watched)
    const second = await watch(watched)
    assert.is((await watched.ask(holder, [await watched.grant()])).code, 'live_full')
    await watch(watched, owner, [])
    assert.equal(
      told.filter((message) => message.say === 'end'),
      [{ say: 'end', sid: second }],
    )
    assert.equal(await lastOf(watched), { kind: 'end', code: 'live_full' })
    assert.ok(first)
    assert.is(watched.keeper.viewers(), 2)
  }))

test('tells the live process what the owner allows, with the door’s time', () =>
  withWatched(async (watched) => {
    const { told } = watched
    assert.is(told[0]?.say, 'start')
    assert.equal(
      told.find((message) => message.say === 'talk'),
      { say: 'talk', allowed: false },
    )
    await watched.journal.append({ kind: 'live_set', settings: { ...LIVE_AT_FIRST, talk: true } })
    await watched.settle()
    assert.equal(
      told.findLast((message) => message.say === 'talk'),
      { say: 'talk', allowed: true },
    )
    await watch(watched)
    await watched.pass(2000)
    const sight = told.findLast((message) => message.say === 'sight')
    assert.ok(sight?.say === 'sight' && watched.clock.now() - sight.now <= 1000)
  }))

test('gives no answer that tells the house’s address where the owner wants the relay alone', () =>
  withWatched(async (watched) => {
    await watched.journal.append({ kind: 'live_set', settings: { ...LIVE_AT_FIRST, relayOnly: true } })
    const { sid } = await watched.ask(watched.owner, [])
    await watched.signal(watched.owner, sid, OFFER)
    assert.equal(await lastOf(watched, watched.owner), { kind: 'end', code: 'live_unavailable' })
    assert.not.ok(watched.told.some((message) => message.say === 'offer'))
  }))

test.run()
