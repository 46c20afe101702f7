import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openChain } from '#protocol/chain.ts'
import type { Entry } from '#protocol/entry.ts'
import { bindLink, readLink } from '#protocol/link.ts'
import type { RevocationClaims } from '#protocol/revocation.ts'
import { epochMs, type GrantId, type Thumbprint } from '#protocol/units.ts'
import { WindowSchema } from '#protocol/window.ts'
import { doorIdOf, MONDAY, makeKey, toVerify } from '#test/support/people.ts'
import { type Giver, give, type Role, type Terms, USUAL, urlOf } from './draft.ts'
import { knownAtDoor, shownGrants, usesIn, withdrawing } from './standing.ts'
import { between, localText, SOON, soon, standing, weekly } from './times.ts'
import { weekOf } from './week.ts'

const test = suite('giving access')

const HOUR = 3_600_000
const DAY = 24 * HOUR
const here = { now: MONDAY as number, zone: 'Europe/Berlin' }
const owner = await makeKey()
const door = await makeKey()
const bridge = await makeKey()
const courier = await makeKey('ES256')
const id = doorIdOf(door)

const giver = (more: Partial<Giver> = {}): Giver => ({
  owner,
  door: { id, jwk: door.jwk },
  bridge: bridge.jwk,
  origin: 'https://door.example',
  epoch: 4,
  label: { door: 'Home' },
  now: MONDAY,
  ...more,
})
const termsOf = (role: Role, more: Partial<Terms> = {}): Terms => ({
  role,
  name: 'Anna',
  ...USUAL[role],
  ...soon('hours', here),
  ...more,
})

test('what was chosen becomes a link that opens as a chain of the owner', async () => {
  for (const role of ['courier', 'guest', 'carrier', 'household'] as const) {
    const { claims, note, url } = await give(termsOf(role), giver())
    const link = await readLink(url)
    const chain = (link && (await bindLink(link, courier.thumbprint))) ?? []
    const opened = await openChain(chain, { door: id, owner: await toVerify(owner) })
    assert.ok(opened.ok && opened.holder === courier.thumbprint, role)
    assert.equal(opened.ok && opened.grants[0], claims)
    assert.equal([note.id, note.role, note.name, claims.epoch], [claims.jti, role, 'Anna', 4])
    assert.is(urlOf('https://door.example', note.link ?? ''), url)
    assert.is(claims.dlg, role === 'carrier' ? 1 : 0)
  }
})

test('couriers and carriers open nothing without the camera, and a courier opens once', async () => {
  const { claims } = await give(termsOf('courier'), giver())
  assert.equal([claims.rec, claims.uses, claims.act], [true, 1, ['unlock', 'lock']])
  assert.is(USUAL.carrier.rec, true)
})

test('the owner’s word for somebody is not in what is signed', async () => {
  const { claims, note } = await give(termsOf('guest', { name: 'Großtante Käthe' }), giver())
  assert.not(JSON.stringify(claims).includes('Käthe'))
  assert.is(note.name, 'Großtante Käthe')
})

test('the times that one tap gives begin and end as they say', () => {
  const told = SOON.map((one) => [
    one,
    localText(soon(one, here).from, here.zone),
    localText(soon(one, here).until, here.zone),
  ])
  assert.equal(told, [
    ['hours', '2026-11-23T11:00', '2026-11-23T13:00'],
    ['today', '2026-11-23T11:00', '2026-11-23T20:00'],
    ['tomorrow', '2026-11-24T08:00', '2026-11-24T13:00'],
    ['week', '2026-11-23T11:00', '2026-11-30T11:00'],
  ])
  const late = { ...here, now: MONDAY + 9 * HOUR }
  assert.is(soon('today', late).until, late.now + 2 * HOUR)
  assert.ok(standing(here).until > MONDAY + 3000 * DAY)
})

test('a weekly window is one that a grant can have', () => {
  const law = fc.property(
    fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    fc.constantFrom(['08:00', '10:30'], ['22:00', '06:00'], ['00:00', '23:59']),
    fc.integer({ min: 0, max: 400 }),
    (days, [from = '', to = ''], shift) => {
      const now = MONDAY + shift * DAY
      const times = weekly({ days, from, to, last: '2028-06-30' }, { now, zone: 'Europe/Berlin' })
      assert.ok(typeof times === 'object' && WindowSchema.safeParse(times.win).success, JSON.stringify(times))
    },
  )
  fc.assert(law, { numRuns: 100 })
})

test('what cannot be meant is named', () => {
  const some = { days: [0], from: '10:00', to: '12:00', last: '2026-12-31' }
  assert.is(weekly({ ...some, days: [] }, here), 'days_none')
  assert.is(weekly({ ...some, to: '10:00' }, here), 'hours_wrong')
  assert.is(weekly({ ...some, last: '2026-02-30' }, here), 'day_wrong')
  assert.is(weekly({ ...some, days: [2], last: '2026-11-24' }, here), 'past')
  assert.is(between('2026-11-23T10:00', '2026-11-23T09:00', here), 'backwards')
  assert.is(between('2026-11-20T10:00', '2026-11-20T12:00', here), 'past')
  assert.is(between('', '2026-11-23T09:00', here), 'day_wrong')
  assert.equal(between('2026-11-24T08:00', '2026-11-24T09:00', here), {
    from: MONDAY + 21 * HOUR,
    until: MONDAY + 22 * HOUR,
  })
})

const intent = (grant: GrantId, at: number, holder: Thumbprint, binds: boolean): Entry => ({
  v: 1,
  iss: id,
  n: 1,
  prev: 'h'.repeat(43) as never,
  at: epochMs(at),
  what: {
    kind: 'intent',
    request: 'r'.repeat(22) as never,
    act: 'unlock',
    holder,
    via: 'local',
    spends: [{ grant, exp: 0 as never }],
    binds: binds ? [{ link: grant, to: holder, exp: 0 as never }] : [],
  },
})
const list = (more: Partial<RevocationClaims> = {}): RevocationClaims => ({
  v: 1,
  iss: owner.thumbprint,
  aud: id,
  epoch: 5,
  iat: 0 as never,
  grants: [],
  keys: [],
  before: 0,
  ...more,
})

test('how often a grant was used, by whom and when, is what the journal says', async () => {
  const { claims, note } = await give(termsOf('guest', { uses: 2 }), giver())
  const entries = [
    intent(claims.jti, MONDAY, courier.thumbprint, true),
    intent(claims.jti, MONDAY + HOUR, courier.thumbprint, false),
  ]
  const use = usesIn(entries).get(claims.jti)
  assert.equal([use?.count, use?.last, use?.boundTo], [2, MONDAY + HOUR, courier.thumbprint])
  assert.equal([...(use?.holders ?? [])], [[courier.thumbprint, 2]])
  const shown = shownGrants({ notes: [note], entries, list: undefined, now: MONDAY })
  assert.is(shown[0]?.standing, 'used_up')
})

test('a grant is current, to come, ended or withdrawn', async () => {
  const standings = async (
    more: Partial<Terms>,
    revoked: RevocationClaims | undefined,
    at: number,
  ): Promise<string> => {
    const { note } = await give(termsOf('guest', more), giver())
    const grants = revoked?.grants.length === 1 ? [note.id] : (revoked?.grants ?? [])
    const facts = { notes: [note], entries: [], list: revoked && { ...revoked, grants }, now: epochMs(at) }
    return shownGrants(facts)[0]?.standing ?? ''
  }
  assert.is(await standings({}, undefined, MONDAY), 'current')
  assert.is(await standings(soon('tomorrow', here), undefined, MONDAY), 'future')
  assert.is(await standings({}, undefined, MONDAY + DAY), 'ended')
  assert.is(await standings({}, list({ grants: ['x' as GrantId] }), MONDAY), 'withdrawn')
  assert.is(await standings({}, list({ before: 5 }), MONDAY), 'withdrawn')
})

test('a withdrawal is known at the door once the door says so', async () => {
  const { note } = await give(termsOf('guest'), giver())
  const revoked = { ...note, revoked: MONDAY }
  const [shown] = shownGrants({ notes: [revoked], entries: [], list: undefined, now: MONDAY })
  if (!shown) throw new TypeError('it is shown')
  const named = withdrawing([note.id], () => false)(list())
  assert.equal(named.grants, [note.id])
  assert.is(knownAtDoor(shown, list(), 5), 'unsaid')
  assert.is(knownAtDoor(shown, named, 4), 'pending')
  assert.is(knownAtDoor(shown, named, 5), 'known')
  assert.equal(withdrawing(['b' as GrantId], (one) => one === 'a')(list({ grants: ['a' as GrantId] })).grants, ['b'])
})

test('a week shows hours where they are, beside each other where they overlap', async () => {
  const made = [
    await give(termsOf('courier'), giver()),
    await give(
      termsOf('guest', weekly({ days: [0, 3], from: '12:00', to: '14:00', last: '2027-01-31' }, here) as Terms),
      giver(),
    ),
    await give(termsOf('household', standing(here)), giver()),
  ]
  const notes = made.map(({ note }) => note)
  const days = weekOf(shownGrants({ notes, entries: [], list: undefined, now: MONDAY }), here, 0)
  const [monday, , , thursday, , , sunday] = days
  assert.equal(
    monday?.blocks.map(({ top, bottom, lane, lanes }) => [top, bottom, lane, lanes]),
    [
      [11, 24, 0, 3],
      [11, 13, 1, 3],
      [12, 14, 2, 3],
    ],
  )
  assert.equal([monday?.isToday, monday?.always.length, sunday?.always.length], [true, 0, 1])
  assert.equal(
    thursday?.blocks.map(({ top, bottom }) => [top, bottom]),
    [[12, 14]],
  )
})

test('the days of a week that the clocks change in are whole days', () => {
  const spring = { now: Date.UTC(2026, 2, 28, 12), zone: 'Europe/Berlin' }
  const days = weekOf([], spring, 0)
  const [saturday, sunday] = [days[0]?.start ?? 0, days[1]?.start ?? 0]
  assert.is(sunday - saturday, DAY)
  assert.is((days[2]?.start ?? 0) - sunday, 23 * HOUR)
})

test.run()
