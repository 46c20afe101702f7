import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Chain } from '#protocol/chain.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import type { ReaderClaims } from '#protocol/reader.ts'
import { NOTHING_REVOKED, type Revoked } from '#protocol/revocation.ts'
import { type ParsedTopic, parseTopic, TOPICS, type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import { type DoorId, epochMs, epochSeconds, type GrantId, type Hash, type Thumbprint } from '#protocol/units.ts'
import type { Holding } from '../connection/peer.ts'
import { type Deed, type Moment, may, type Who } from './rights.ts'

const id = (letter: string): Thumbprint => letter.repeat(43) as Thumbprint
const DOOR = id('D') as DoorId
const OTHER = id('E') as DoorId
const OWNER = id('O')
const HOLDER = id('H')
const REQUEST = 'r'.repeat(22)
const NOW = epochMs(Date.UTC(2026, 10, 23, 10))
const at = (ms: number) => epochSeconds(Math.floor((NOW + ms) / 1000))

const grant = (overrides: Partial<GrantClaims> = {}): GrantClaims => ({
  v: 1,
  jti: 'g'.repeat(22) as GrantId,
  iss: OWNER,
  aud: DOOR,
  cnf: { jkt: HOLDER },
  act: ['unlock'],
  nbf: at(-60_000),
  exp: at(60_000),
  rec: false,
  dlg: 0,
  epoch: 0,
  ...overrides,
})
const holding = (...grants: GrantClaims[]): Holding => ({
  door: DOOR,
  barred: undefined,
  chain: { ok: true, grants, holder: HOLDER, hash: id('h') as unknown as Hash } satisfies Chain,
})
const who = (key: Thumbprint, more: Partial<Who> = {}): Who => ({ key, unpaired: false, holding: undefined, ...more })
const holder = (overrides: Partial<GrantClaims> = {}): Who => who(HOLDER, { holding: holding(grant(overrides)) })
const reading = (overrides: Partial<ReaderClaims> = {}): Who =>
  who(id('B'), {
    reading: {
      v: 1,
      jti: 'r'.repeat(22) as GrantId,
      iss: OWNER,
      aud: id('X'),
      door: DOOR,
      nbf: at(-60_000),
      exp: at(60_000),
      epoch: 0,
      ...overrides,
    },
  })
const moment = (more: Partial<Moment> & { revoked?: Revoked; epochSeen?: number } = {}): Moment => ({
  now: NOW,
  requester: undefined,
  door: { owner: OWNER, revoked: more.revoked ?? NOTHING_REVOKED, epochSeen: more.epochSeen ?? 0 },
  ...more,
})
const topic = (name: TopicName, more: { peer?: Thumbprint; request?: string } = {}): ParsedTopic => {
  const slots = { door: DOOR, request: REQUEST, peer: HOLDER, rendezvous: id('R'), ...more }
  const parsed = parseTopic(writeTopic(name, slots))
  assert.ok(parsed)
  return parsed
}
const names = Object.keys(TOPICS) as TopicName[]
const codeOf = (...asked: Parameters<typeof may>): string | undefined => may(...asked)?.code

const rights = suite('rights')

rights('gives each role what the table gives it, at every topic', () => {
  const people = [
    { person: who(DOOR), role: 'door' },
    { person: who(OWNER), role: 'owner' },
    { person: holder({ act: ['unlock', 'live'], jnl: true }), role: 'holder' },
    { person: who(id('S')), role: 'anyone' },
    { person: reading(), role: 'reader' },
  ] as const
  for (const name of names) {
    const { says, hears } = topicOf(name)
    for (const { person, role } of people) {
      const there = moment({ requester: person.key })
      const parsed = topic(name, { peer: person.key })
      // A reader has no key: not even what is anybody's is a reader's.
      const maySay = says.includes(role) || (role !== 'reader' && says.includes('anyone'))
      const mayHear = hears.includes(role) || (role !== 'reader' && hears.includes('anyone'))
      assert.is(may(person, 'publish', parsed, there) === undefined, maySay, `${role} says ${name}`)
      assert.is(may(person, 'subscribe', parsed, there) === undefined, mayHear, `${role} asks for ${name}`)
      assert.is(may(person, 'forward', parsed, there) === undefined, mayHear, `${role} hears ${name}`)
    }
  }
})

rights('lets a reader hear one door for as long as its owner lets it', () => {
  const state = topic('state')
  const hears = (who: Who, there = moment()): string | undefined => codeOf(who, 'forward', state, there)
  assert.is(hears(reading()), undefined)
  assert.is(hears(reading({ door: OTHER })), 'not_allowed')
  assert.is(hears(reading({ iss: id('N') })), 'not_allowed')
  assert.is(hears(reading(), moment({ door: undefined })), 'door_unknown')
  assert.is(hears(reading({ nbf: at(1000) })), 'not_yet')
  assert.is(hears(reading({ exp: at(0) })), 'expired')
  assert.is(hears(reading(), moment({ epochSeen: 1 })), 'revocations_behind')
  const withdrawn = { ...NOTHING_REVOKED, epoch: 1, grants: new Set(['r'.repeat(22)]) }
  assert.is(hears(reading(), moment({ revoked: withdrawn })), 'revoked')
  assert.is(hears(reading(), moment({ revoked: { ...NOTHING_REVOKED, epoch: 1, before: 1 } })), 'revoked')
  // Whatever the key in its place might be to the door.
  assert.is(codeOf({ ...reading(), key: OWNER }, 'subscribe', topic('journal'), moment()), 'not_allowed')
})

rights('lets a holder read the journal along by a chain that says so in every grant', () => {
  const journal = topic('journal')
  const hears = (...grants: GrantClaims[]) =>
    codeOf(who(HOLDER, { holding: holding(...grants) }), 'forward', journal, moment())
  assert.is(hears(grant({ jnl: true })), undefined)
  assert.is(hears(grant()), 'not_allowed')
  assert.is(hears(grant(), grant({ jnl: true })), 'not_allowed')
  assert.is(hears(grant({ jnl: true }), grant()), 'not_allowed')
  assert.is(hears(grant({ jnl: true, exp: at(0) })), 'expired')
  assert.is(codeOf(holder({ jnl: true }), 'publish', journal, moment()), 'not_allowed')
})

rights('lets nobody speak as the bridge', () => {
  for (const name of ['command', 'presence', 'notice', 'journalHead'] as const) {
    for (const person of [who(DOOR), who(OWNER), holder(), who(id('S')), reading()]) {
      assert.is(codeOf(person, 'publish', topic(name), moment()), 'not_allowed')
    }
  }
})

rights('ends with the window, at the very millisecond, for saying and for hearing', () => {
  const state = topic('state')
  const by = (now: number) => moment({ now: epochMs(now) })
  const person = holder()
  assert.is(codeOf(person, 'forward', state, by(NOW - 60_001)), 'not_yet')
  assert.is(codeOf(person, 'forward', state, by(NOW - 60_000)), undefined)
  assert.is(codeOf(person, 'forward', state, by(NOW + 59_999)), undefined)
  assert.is(codeOf(person, 'forward', state, by(NOW + 60_000)), 'expired')
  assert.is(codeOf(person, 'subscribe', state, by(NOW + 60_000)), 'expired')
})

rights('keeps to a recurring window', () => {
  const hours = (from: string, to: string) => ({
    rule: 'FREQ=WEEKLY;BYDAY=MO',
    zone: 'UTC',
    start: '2026-11-23',
    from,
    to,
  })
  const windowed = (from: string, to: string, now: number) =>
    codeOf(holder({ win: hours(from, to) }), 'forward', topic('state'), moment({ now: epochMs(now) }))
  assert.is(windowed('10:00', '11:00', NOW), undefined)
  assert.is(windowed('10:00', '11:00', NOW - 1), 'outside_window')
  assert.is(windowed('09:00', '10:00', NOW - 1), undefined)
  assert.is(windowed('09:00', '10:00', NOW), 'outside_window')
})

rights('ends when the grant, its key or its epoch is withdrawn, and when the list is behind', () => {
  const state = topic('state')
  const revoked = (more: Partial<Revoked>) => moment({ revoked: { ...NOTHING_REVOKED, epoch: 1, ...more } })
  const person = holder()
  assert.is(codeOf(person, 'forward', state, revoked({})), undefined)
  assert.is(codeOf(person, 'forward', state, revoked({ grants: new Set(['g'.repeat(22)]) })), 'revoked')
  assert.is(codeOf(person, 'forward', state, revoked({ keys: new Set([HOLDER]) })), 'revoked')
  assert.is(codeOf(person, 'forward', state, revoked({ before: 1 })), 'revoked')
  assert.is(codeOf(holder({ epoch: 2 }), 'forward', state, revoked({})), 'revocations_behind')
  assert.is(codeOf(person, 'forward', state, moment({ epochSeen: 1 })), 'revocations_behind')
})

rights('still lets a holder ask when its rights are over, so that it can be told why', () => {
  const over = moment({ now: epochMs(NOW + 60_000) })
  assert.is(codeOf(holder(), 'publish', topic('request'), over), undefined)
  const receipts = parseTopic(`hausrecht/1/doors/${DOOR}/receipt/+`) as ParsedTopic
  assert.is(codeOf(holder(), 'subscribe', receipts, over), undefined)
  assert.is(codeOf(holder(), 'forward', topic('receipt'), { ...over, requester: HOLDER }), undefined)
})

rights('lets a holder hear of its own requests only', () => {
  assert.is(codeOf(holder(), 'forward', topic('receipt'), moment({ requester: id('X') })), 'not_allowed')
  assert.is(codeOf(holder(), 'forward', topic('receipt'), moment()), 'not_allowed')
  assert.is(codeOf(who(OWNER), 'forward', topic('receipt'), moment()), undefined)
})

rights('bars a holder whose link belongs to another key', () => {
  const barred = { ok: false, code: 'link_already_bound' } as const
  const person = who(HOLDER, { holding: { ...holding(grant()), barred } })
  assert.is(codeOf(person, 'forward', topic('state'), moment()), 'link_already_bound')
  assert.is(codeOf(person, 'publish', topic('request'), moment()), undefined)
})

rights('gives nothing under another owner than the one who granted', () => {
  const sold: Moment = { ...moment(), door: { owner: id('N'), revoked: NOTHING_REVOKED, epochSeen: 0 } }
  for (const name of names) {
    const parsed = topic(name)
    if (topicOf(name).hears.includes('anyone') || name === 'receipt') continue
    assert.ok(may(holder(), 'forward', parsed, sold), `hears ${name}`)
    assert.ok(may(holder(), 'publish', parsed, sold), `says ${name}`)
    assert.ok(may(who(OWNER), 'forward', parsed, sold), `the former owner hears ${name}`)
  }
})

rights('gives a holder nothing at another door', () => {
  const elsewhere = (name: TopicName) =>
    parseTopic(writeTopic(name, { door: OTHER, request: REQUEST, peer: HOLDER })) as ParsedTopic
  for (const name of names) {
    if (topicOf(name).hears.includes('anyone')) continue
    for (const deed of ['publish', 'subscribe', 'forward'] as const) {
      assert.ok(may(holder(), deed, elsewhere(name), moment({ requester: HOLDER })), `${deed} ${name}`)
    }
  }
})

rights('lets a viewer signal in its own name only, and only one that may look', () => {
  const viewer = holder({ act: ['live'] })
  assert.is(codeOf(viewer, 'publish', topic('signalUp'), moment()), undefined)
  assert.is(codeOf(viewer, 'publish', topic('signalUp', { peer: id('X') }), moment()), 'wrong_action')
  assert.is(codeOf(holder(), 'publish', topic('signalUp'), moment()), 'wrong_action')
  assert.is(codeOf(who(OWNER), 'publish', topic('signalUp', { peer: id('X') }), moment()), 'not_allowed')
  assert.is(codeOf(who(DOOR), 'publish', topic('signalDown', { peer: id('X') }), moment()), undefined)
})

rights('gives a door without a bridge the pairing topics and nothing else', () => {
  const unpaired = who(DOOR, { unpaired: true })
  for (const name of names) {
    const allowed = topicOf(name).says.includes('anyone')
    for (const deed of ['publish', 'subscribe'] as const) {
      assert.is(may(unpaired, deed, topic(name), moment()) === undefined, allowed, `${deed} ${name}`)
    }
  }
  assert.ok(may(who(OWNER, { unpaired: true }), 'forward', topic('state'), moment()))
})

rights('knows nothing of an unknown door, but what the door itself says and hears', () => {
  const unknown: Moment = { now: NOW, door: undefined, requester: undefined }
  assert.is(codeOf(who(OWNER), 'publish', topic('revocations'), unknown), 'door_unknown')
  assert.is(codeOf(holder(), 'publish', topic('request'), unknown), 'door_unknown')
  assert.is(codeOf(who(DOOR), 'publish', topic('ownership'), unknown), undefined)
})

rights('gives a random key nothing that is not for anyone, whatever is known', () => {
  const key = fc.string({ minLength: 43, maxLength: 43, unit: fc.constantFrom('a', 'b', 'c', '_', '-', '0') })
  fc.assert(
    fc.property(
      key,
      fc.constantFrom(...names),
      fc.constantFrom<Deed>('publish', 'subscribe', 'forward'),
      fc.constantFrom(undefined, HOLDER, OWNER),
      (text, name, deed, requester) => {
        const { says, hears } = topicOf(name)
        const anyone = (deed === 'publish' ? says : hears).includes('anyone')
        const stranger = who(text as Thumbprint)
        const parsed = topic(name, { peer: stranger.key })
        return (may(stranger, deed, parsed, moment({ requester })) === undefined) === anyone
      },
    ),
  )
})

rights.run()
