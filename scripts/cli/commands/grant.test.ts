import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openChain } from '#protocol/chain.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { type SigningKey, verifyKey } from '#protocol/keys.ts'
import { linkUrl, readLink } from '#protocol/link.ts'
import { doorIdOf, makeKey } from '#test/support/people.ts'
import { type Caller, MONDAY, openCaller } from '../call.fixture.ts'
import { createDoors } from '../home/doors.ts'
import { createKeys } from '../home/keys.ts'

interface Desk {
  call: Caller
  door: SigningKey
  owner: SigningKey
  courier: SigningKey
}
const test = suite<Desk>('grants at the desk')

test.before.each(async (desk) => {
  desk.call = await openCaller({ now: MONDAY })
  const keys = createKeys(join(desk.call.home, 'keys'))
  desk.owner = (await keys.make('owner')).key
  desk.courier = (await keys.make('courier')).key
  desk.door = await makeKey()
  const bridge = { http: 'http://127.0.0.1:8080', mqtt: 'mqtt://127.0.0.1:1883', key: (await makeKey()).jwk }
  const door = { name: 'front', id: doorIdOf(desk.door), key: desk.door.jwk, bridge, owner: 'owner', paired: MONDAY }
  await createDoors(join(desk.call.home, 'doors.json')).keep(door)
})
test.after.each(({ call }) => call.close())

const claimsIn = (json: Readonly<Record<string, unknown>>): GrantClaims =>
  (json['grant'] as { claims: GrantClaims }).claims

/** What the door would make of a chain. */
const opened = async ({ door, owner }: Desk, file: string) => {
  const { chain } = JSON.parse(await readFile(file, 'utf8')) as { chain: string[] }
  return openChain(chain, { door: doorIdOf(door), owner: await verifyKey(owner.jwk) })
}

test('signs what was asked for, for that key and this door', async (desk) => {
  const file = join(desk.call.home, 'parcel.json')
  const given = await desk.call(
    ...['grant', 'give', '--to', 'courier', '--from', 'tomorrow 14:00', '--until', '+2h', '--uses', '1', '--no-rec'],
    ...['--job', 'DHL 4711', '--dlg', '1', '--act', 'unlock', '--name', 'parcel', '--out', 'parcel.json', '--json'],
  )
  assert.is(given.exit, 0)
  const chain = await opened(desk, file)
  assert.ok(chain.ok)
  assert.is(chain.holder, desk.courier.thumbprint)
  const { jti, ...claims } = chain.grants[0] as GrantClaims
  assert.equal(claims, {
    v: 1,
    iss: desk.owner.thumbprint,
    aud: doorIdOf(desk.door),
    cnf: { jkt: desk.courier.thumbprint },
    act: ['unlock'],
    nbf: Date.UTC(2026, 10, 24, 13) / 1000,
    exp: Date.UTC(2026, 10, 24, 15) / 1000,
    uses: 1,
    rec: false,
    job: 'DHL 4711',
    dlg: 1,
    epoch: 0,
  })
  assert.is((given.json['grant'] as { id: string }).id, jti)
  assert.is((await stat(file)).mode & 0o777, 0o600)
})

test('asks for the camera unless told otherwise', async ({ call }) => {
  const given = await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--json')
  assert.is(claimsIn(given.json).rec, true)
  assert.match((await call('grant', 'give', '--to', 'courier', '--until', '+2h')).out, 'Only while the camera records.')
})

test('puts recurring windows into the zone they were meant in', async ({ call }) => {
  const every = ['--every', 'Mon,Thu 10:00-12:00', '--zone', 'Europe/Berlin']
  const given = await call('grant', 'give', '--to', 'courier', '--until', '2027-06-30', ...every, '--json')
  assert.equal(claimsIn(given.json).win, {
    rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
    zone: 'Europe/Berlin',
    start: '2026-11-23',
    from: '10:00',
    to: '12:00',
  })
  const said = await call('grant', 'give', '--to', 'courier', '--until', '2027-06-30', ...every, '--lang', 'de')
  assert.match(said.out, 'Nur: Mo und Do 10:00–12:00 Uhr (Europe/Berlin)')
})

test('prints a grant that works as it was printed', async (desk) => {
  const given = await desk.call('grant', 'give', '--to', 'courier', '--until', '+2h', '--no-rec', '--json')
  const { readBundle } = await import('../home/bundle.ts')
  const bundle = readBundle(`\n${String(given.json['token'])}\n`)
  assert.ok(bundle)
  assert.is(
    (await openChain(bundle.chain, { door: doorIdOf(desk.door), owner: await verifyKey(desk.owner.jwk) })).ok,
    true,
  )
  assert.is(readBundle(`${String(given.json['token']).slice(0, -9)}`), undefined)
})

const wrong: readonly (readonly [code: string, argv: readonly string[]])[] = [
  ['grant_to_or_link', ['--until', '+2h']],
  ['grant_to_or_link', ['--to', 'courier', '--link', '--until', '+2h']],
  ['holder_unknown', ['--to', 'nobody', '--until', '+2h']],
  ['time_unreadable', ['--to', 'courier', '--until', 'later']],
  ['time_backwards', ['--to', 'courier', '--from', '+3h', '--until', '14:00']],
  ['time_past', ['--to', 'courier', '--from', '2026-01-01', '--until', '2026-01-02']],
  ['every_unreadable', ['--to', 'courier', '--until', '+9d', '--every', 'someday 10:00-12:00']],
  ['zone_unknown', ['--to', 'courier', '--until', '14:00', '--zone', 'Mars/Olympus']],
  ['number_wrong', ['--to', 'courier', '--until', '+2h', '--uses', '0']],
  ['number_wrong', ['--to', 'courier', '--until', '+2h', '--uses', '1.5']],
  ['number_wrong', ['--to', 'courier', '--until', '+2h', '--dlg', '3']],
  ['action_unknown', ['--to', 'courier', '--until', '+2h', '--act', 'unlock,burn']],
  ['job_wrong', ['--to', 'courier', '--until', '+2h', '--job', 'Fräulein']],
  ['rec_both', ['--to', 'courier', '--until', '+2h', '--rec', '--no-rec']],
  ['door_missing', ['--to', 'courier', '--until', '+2h', '--door', 'back']],
]
for (const [code, argv] of wrong) {
  test(`gives nothing for ${argv.join(' ')}`, async ({ call }) => {
    const given = await call('grant', 'give', ...argv, '--json')
    assert.is(given.exit, 2)
    assert.is(given.json['usage'], code)
    assert.equal((await call('grant', 'list', '--all', '--json')).json['grants'], [])
  })
}

test('lists what is in force, and all of it when asked', async ({ call }) => {
  await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--name', 'today')
  await call('grant', 'give', '--to', 'courier', '--from', '+1d', '--until', '+2h', '--name', 'later')
  const { json } = await call('grant', 'list', '--json')
  const listed = json['grants'] as { name: string; standing: string; id: string; door: string }[]
  assert.equal(
    listed.map(({ name, standing, door }) => [name, standing, door]),
    [
      ['today', 'open', 'front'],
      ['later', 'to_come', 'front'],
    ],
  )
  assert.match(listed[0]?.id ?? '', /^[\w-]{22}$/)
  assert.match((await call('grant', 'list', '--lang', 'de')).out, /today .* gilt/)
})

test('keeps names of people and doors out of what the bridge can read', async ({ call, door }) => {
  const given = await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--name', 'grandma', '--json')
  assert.not.match(JSON.stringify(claimsIn(given.json)), /grandma|front/)
  assert.is(claimsIn(given.json).aud, doorIdOf(door))
})

test('turns a link into a grant for one key, and passes the door’s key along', async (desk) => {
  const made = await desk.call('grant', 'give', '--link', '--until', '+2h', '--uses', '1', '--no-rec', '--json')
  const url = String(made.json['link'])
  assert.match(url, /^http:\/\/127\.0\.0\.1:8080\/visit\/#[\w-]+$/)
  const taken = await desk.call('link', 'open', url, '--name', 'parcel', '--key', 'anna', '--json')
  assert.is(taken.exit, 0)
  const chain = await opened(desk, join(desk.call.home, 'held', 'parcel.json'))
  assert.ok(chain.ok)
  assert.is(chain.grants.length, 2)
  assert.is(chain.holder, taken.json['thumbprint'])
  const again = await desk.call('link', 'open', url, '--name', 'parcel', '--json')
  assert.is(again.json['fault'], 'grant_there')
})

test('refuses a link whose door is another one', async ({ call }) => {
  const made = await call('grant', 'give', '--link', '--until', '+2h', '--json')
  const link = await readLink(String(made.json['link']))
  if (!link) throw new TypeError('the link can be read')
  const { door: _door, ...rest } = link
  const long = Buffer.from(JSON.stringify(rest)).toString('base64url')
  // As older links were written: long, with the door in the address.
  const taken = await call('link', 'open', `http://127.0.0.1:8080/?door=${'A'.repeat(43)}#${long}`, '--json')
  const swapped = { ...link, door: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } } as const
  const other = await call('link', 'open', await linkUrl('http://127.0.0.1:8080', swapped), '--json')
  for (const { exit, json } of [taken, other]) assert.equal([exit, json['refused']], [1, 'wrong_door'])
})

test('passes a grant on, narrower, asking nobody', async (desk) => {
  await desk.call('key', 'make', '--name', 'anna')
  await desk.call('grant', 'give', '--to', 'courier', '--until', '+8h', '--no-rec', '--dlg', '1', '--out', 'route.json')
  const passing = [
    'delegate',
    '--grant',
    'route.json',
    '--to',
    'anna',
    '--until',
    '+30min',
    '--uses',
    '1',
    '--job',
    '4711',
  ]
  const passed = await desk.call(...passing, '--out', 'anna.json', '--json')
  assert.is(passed.exit, 0)
  const chain = await opened(desk, join(desk.call.home, 'anna.json'))
  assert.ok(chain.ok)
  const [, child] = chain.grants
  assert.equal([child?.uses, child?.job, child?.dlg, child?.exp], [1, '4711', 0, MONDAY / 1000 + 1800])
})

const refusals: readonly (readonly [code: string, give: readonly string[], pass: readonly string[]])[] = [
  ['not_delegable', [], ['--until', '+30min']],
  ['chain_widens', ['--dlg', '1'], ['--until', '+9h']],
  ['chain_widens', ['--dlg', '1', '--uses', '1'], ['--until', '+30min', '--uses', '2']],
  ['chain_widens', ['--dlg', '1', '--act', 'unlock'], ['--until', '+30min', '--act', 'unlock,lock']],
  ['chain_widens', ['--dlg', '1', '--job', 'A'], ['--until', '+30min', '--job', 'B']],
]
for (const [code, give, pass] of refusals) {
  test(`does not pass on ${give.join(' ') || 'what may not be'} as ${pass.join(' ')}`, async ({ call }) => {
    await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--out', 'route.json', ...give)
    const passed = await call('delegate', '--grant', 'route.json', '--to', 'owner', ...pass, '--json')
    assert.is(passed.exit, 1)
    assert.is(passed.json['refused'], code)
    assert.match(String(passed.json['text']), /\w/)
  })
}

test('does not use a grant that is for another key', async ({ call }) => {
  await call('grant', 'give', '--to', (await makeKey()).thumbprint, '--until', '+2h', '--out', 'stolen.json')
  const used = await call('unlock', '--grant', 'stolen.json')
  assert.is(used.exit, 1)
  assert.match(used.err, /^Refused \(wrong_key\): /)
  assert.match((await call('unlock', '--grant', 'stolen.json', '--lang', 'de')).err, /^Verweigert \(wrong_key\): /)
  assert.is((await call('unlock', '--grant', 'nothing.json', '--json')).json['usage'], 'grant_not_held')
})

test('says it in one line when nobody is at the bridge or at the door', async ({ call }) => {
  await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--no-rec', '--out', 'parcel.json')
  const local = await call('unlock', '--local', join(call.home, 'no.sock'), '--json')
  assert.is(local.exit, 3)
  assert.is(local.json['fault'], 'local_away')
  const strange = await call('unlock', '--local', 'nowhere', '--json')
  assert.is(strange.json['usage'], 'place_unreadable')
  const hold = await call('unlock', '--hold', '2h', '--json')
  assert.is(hold.json['usage'], 'hold_wrong')
})

test.run()
