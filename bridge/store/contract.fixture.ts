// What every store must do, whichever it is: one suite, run on each.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DoorId, later, minutes, seconds } from '#protocol/units.ts'
import type { StorePort } from './port.ts'
import {
  LONG_AFTER,
  NOON,
  NOTHING,
  someAdmission,
  someBook,
  someDoor,
  someGrant,
  someLines,
  someOwnership,
  someRequest,
  someThumbprint,
} from './sample.fixture.ts'

/** A store of its own for each test. */
export interface StoreUnderTest {
  readonly store: StorePort
  /** Closes it and opens it again, as after a restart. */
  reopen(): Promise<StorePort>
  drop(): Promise<void>
}

export const storeContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  const test = suite<{ under: StoreUnderTest }>(`store contract: ${name}`)
  test.before.each(async (context) => {
    context.under = await open()
  })
  test.after.each(async (context) => {
    await context.under.drop()
  })

  test('remembers doors and their owners across a restart', async ({ under }) => {
    const [door, other] = [someDoor(), someDoor()]
    const ownership = someOwnership()
    await under.store.doors.own(door, ownership, NOON)
    await under.store.doors.own(other, someOwnership(), NOON)
    await under.store.doors.seen(door, later(NOON, seconds(5)))
    const store = await under.reopen()
    const record = await store.doors.get(door)
    assert.equal(record?.ownership, ownership)
    assert.is(record?.firstSeen, NOON)
    assert.is(record?.lastSeen, later(NOON, seconds(5)))
    assert.is(record?.remoteOff, false)
    assert.is((await store.doors.all()).length, 2)
    assert.is(await store.doors.get(someDoor()), undefined)
  })

  test('knows the doors of an owner, and of nobody else', async ({ under }) => {
    const [first, second, other] = [someDoor(), someDoor(), someDoor()]
    const { doors } = under.store
    const ownership = someOwnership()
    for (const door of [first, second]) await doors.own(door, ownership, NOON)
    await doors.own(other, someOwnership(), NOON)
    const found = await doors.ownedBy(ownership.owner)
    assert.equal(found.map(({ door }) => door).sort(), [first, second].sort())
    await doors.own(first, someOwnership(), NOON)
    assert.equal(
      (await doors.ownedBy(ownership.owner)).map(({ door }) => door),
      [second],
    )
    assert.equal(await doors.ownedBy(someThumbprint()), [])
  })

  test('lets a revocation epoch only grow, and for known doors only', async ({ under }) => {
    const door = someDoor()
    assert.is(await under.store.revocations.replace({ door, token: 'none', epoch: 1 }), false)
    await under.store.doors.own(door, someOwnership(), NOON)
    assert.is(await under.store.revocations.replace({ door, token: 'two', epoch: 2 }), true)
    assert.is(await under.store.revocations.replace({ door, token: 'two again', epoch: 2 }), false)
    assert.is(await under.store.revocations.replace({ door, token: 'one', epoch: 1 }), false)
    const store = await under.reopen()
    assert.equal(await store.revocations.get(door), { door, token: 'two', epoch: 2 })
    assert.is(await store.revocations.replace({ door, token: 'three', epoch: 3 }), true)
    assert.equal(await store.revocations.all(), [{ door, token: 'three', epoch: 3 }])
  })

  test("forgets the former owner's list, epoch, switch and messages when a door changes hands", async ({ under }) => {
    const { doors, revocations, journals, subscriptions, waitingPushes } = under.store
    const [door, other] = [someDoor(), someDoor()]
    const first = someOwnership()
    const { owner } = first
    const target = { endpoint: 'https://push.example/one', p256dh: 'p', auth: 'a' }
    const waiting = (about: DoorId, topic: string) => ({
      ...{ id: topic, owner, endpoint: target.endpoint, topic, at: NOON, until: later(NOON, minutes(10)) },
      message: { v: 1 as const, kind: 'alarm' as const, alarm: 'jammed' as const, door: about, at: NOON },
    })
    await doors.own(door, first, NOON)
    await subscriptions.put({ owner, target, wishes: { kinds: [] }, at: NOON }, 1)
    await waitingPushes.put([waiting(door, 'this'), waiting(other, 'other')])
    await doors.sawEpoch(door, 7)
    await revocations.replace({ door, token: 'list', epoch: 7 })
    await journals.keep(door, undefined, await someLines(0, 1), { ...NOTHING, remoteOff: true })
    await doors.own(door, { ...first, token: 'a newer word of the same owner' }, NOON)
    assert.is((await doors.get(door))?.epochSeen, 7)
    assert.is((await doors.get(door))?.remoteOff, true)
    assert.ok(await revocations.get(door))
    assert.is((await waitingPushes.all()).whole.length, 2)
    await doors.own(door, someOwnership(), later(NOON, minutes(1)))
    assert.is((await doors.get(door))?.epochSeen, 0)
    assert.is((await doors.get(door))?.remoteOff, false)
    assert.is((await doors.get(door))?.firstSeen, NOON)
    assert.is(await revocations.get(door), undefined)
    assert.equal(
      (await waitingPushes.all()).whole.map(({ id }) => id),
      ['other'],
      'the former owner is told nothing more of it',
    )
    assert.is((await journals.head(door))?.n, 0)
  })

  test('lets the epoch seen in grants only grow', async ({ under }) => {
    const door = someDoor()
    await under.store.doors.own(door, someOwnership(), NOON)
    await under.store.doors.sawEpoch(door, 5)
    await under.store.doors.sawEpoch(door, 3)
    assert.is((await under.store.doors.get(door))?.epochSeen, 5)
  })

  test('spends an id once, for one key, also when asked in parallel and after a restart', async ({ under }) => {
    const [key, other] = [someThumbprint(), someThumbprint()]
    const until = later(NOON, minutes(2))
    const asked = await Promise.all(Array.from({ length: 20 }, () => under.store.spent.spend(key, 'id', until)))
    assert.is(asked.filter(Boolean).length, 1)
    assert.is(await under.store.spent.spend(other, 'id', until), true)
    const store = await under.reopen()
    assert.is(await store.spent.spend(key, 'id', until), false)
  })

  test('admits a request once, whatever else it asks the second time', async ({ under }) => {
    const admission = someAdmission({ spends: [{ grant: someGrant(), exp: LONG_AFTER, most: 1 }] })
    const { door, request } = admission
    assert.is((await under.store.requests.standing(door, request, [], NOON)).spent, false)
    assert.is(await under.store.requests.admit(admission), undefined)
    assert.is((await under.store.requests.admit(admission))?.code, 'replayed')
    const store = await under.reopen()
    assert.is((await store.requests.standing(door, request, [], NOON)).spent, true)
    assert.is((await store.requests.admit({ ...admission, spends: [], holder: someThumbprint() }))?.code, 'replayed')
    assert.is((await store.requests.outstanding(door)).length, 1)
  })

  test('admits no more uses than a grant has, however many ask at once', async ({ under }) => {
    const [door, grant] = [someDoor(), someGrant()]
    const ask = () => someAdmission({ door, spends: [{ grant, exp: LONG_AFTER, most: 3 }] })
    const asked = Array.from({ length: 12 }, ask)
    const answers = await Promise.all(asked.map((one) => under.store.requests.admit(one)))
    assert.is(answers.filter((answer) => answer === undefined).length, 3)
    assert.is(answers.filter((answer) => answer?.code === 'used_up').length, 9)
    const standing = await under.store.requests.standing(door, someRequest(), [grant, someGrant()], NOON)
    assert.equal([...standing.uses], [[grant, 3]])
    assert.is((await under.store.requests.outstanding(door)).length, 3)
  })

  test('keeps nothing of a refused admission: its id, uses and bindings stay free', async ({ under }) => {
    const [door, full, free, link] = [someDoor(), someGrant(), someGrant(), someGrant()]
    const spends = (grant: typeof full) => ({ grant, exp: LONG_AFTER, most: 1 })
    await under.store.requests.admit(someAdmission({ door, spends: [spends(full)] }))
    const binds = [{ link, to: someThumbprint(), exp: LONG_AFTER }]
    const refused = someAdmission({ door, spends: [spends(free), spends(full)], binds })
    assert.is((await under.store.requests.admit(refused))?.code, 'used_up')
    const standing = await under.store.requests.standing(door, refused.request, [free, link], NOON)
    assert.is(standing.spent, false)
    assert.is(standing.uses.size + standing.bound.size, 0)
    assert.is(await under.store.requests.admit({ ...refused, spends: [spends(free)] }), undefined)
  })

  test('binds a link to the first key for good', async ({ under }) => {
    const [door, link, first, second] = [someDoor(), someGrant(), someThumbprint(), someThumbprint()]
    const { requests } = under.store
    const bind = (to: typeof first) => requests.bind(door, { link, to, exp: LONG_AFTER })
    assert.equal(await Promise.all([bind(first), bind(second), bind(first)]), [first, first, first])
    const binds = [{ link, to: second, exp: LONG_AFTER }]
    assert.is((await requests.admit(someAdmission({ door, binds })))?.code, 'link_already_bound')
    assert.is(await requests.admit(someAdmission({ door, binds: [{ link, to: first, exp: LONG_AFTER }] })), undefined)
    const elsewhere = someDoor()
    assert.is(await requests.admit(someAdmission({ door: elsewhere, binds })), undefined)
    const store = await under.reopen()
    const standing = await store.requests.standing(door, someRequest(), [link], NOON)
    assert.equal([...standing.bound], [[link, first]])
  })

  test('counts a reservation until it ends, and an intent in the journal for good', async ({ under }) => {
    const [door, grant] = [someDoor(), someGrant()]
    await under.store.doors.own(door, someOwnership(), NOON)
    const { requests, journals } = under.store
    const first = someAdmission({ door, spends: [{ grant, exp: LONG_AFTER, most: 1 }] })
    await requests.admit(first)
    const uses = async (at: typeof NOON) =>
      (await requests.standing(door, someRequest(), [grant], at)).uses.get(grant) ?? 0
    assert.is(await uses(NOON), 1)
    assert.is(await uses(later(NOON, minutes(5))), 0)
    const fold = { ...NOTHING, uses: [{ request: first.request, grant, exp: LONG_AFTER }] }
    assert.is(await journals.keep(door, undefined, await someLines(0, 1), fold), true)
    assert.is(await uses(NOON), 1)
    assert.is(await uses(later(NOON, minutes(5))), 1)
    await requests.answer(door, first.request, 'failed', NOON)
    assert.is(await uses(NOON), 1)
  })

  test('gives a reserved use back when the door refused', async ({ under }) => {
    const [door, grant] = [someDoor(), someGrant()]
    const { requests } = under.store
    const first = someAdmission({ door, spends: [{ grant, exp: LONG_AFTER, most: 1 }] })
    await requests.admit(first)
    await requests.answer(door, first.request, 'refused', NOON)
    assert.is(await requests.admit(someAdmission({ door, spends: first.spends })), undefined)
  })

  test('knows which requests are not over, across a restart', async ({ under }) => {
    const door = someDoor()
    const [first, second, third] = [0, 1, 2].map((n) => someAdmission({ door, at: later(NOON, seconds(n)) }))
    assert.ok(first && second && third)
    for (const admission of [first, second, third]) await under.store.requests.admit(admission)
    await under.store.requests.answer(door, second.request, 'opened', NOON)
    await under.store.requests.answer(door, third.request, 'closed', NOON)
    await under.store.requests.answer(door, third.request, 'opened', NOON)
    await under.store.requests.answer(someDoor(), first.request, 'closed', NOON)
    const store = await under.reopen()
    const open = await store.requests.outstanding()
    assert.equal(
      open.map(({ request, step }) => [request, step]),
      [
        [first.request, undefined],
        [second.request, 'opened'],
      ],
    )
    assert.is((await store.requests.outstanding(someDoor())).length, 0)
  })

  test('ends a request to lock with `locked`, a visit not before it is closed', async ({ under }) => {
    const door = someDoor()
    const [visit, lock] = [someAdmission({ door }), someAdmission({ door, act: 'lock' })]
    for (const admission of [visit, lock]) {
      await under.store.requests.admit(admission)
      await under.store.requests.answer(door, admission.request, 'locked', NOON)
    }
    assert.equal(
      (await under.store.requests.outstanding(door)).map(({ request }) => request),
      [visit.request],
    )
    await under.store.requests.answer(door, visit.request, 'closed', NOON)
    assert.is((await under.store.requests.outstanding(door)).length, 0)
  })

  test('keeps journal lines only where they follow', async ({ under }) => {
    const door = someDoor()
    const { journals, doors } = under.store
    const lines = await someLines(0, 5)
    const [zero, one] = lines
    assert.ok(zero && one)
    assert.is(await journals.keep(door, undefined, lines, NOTHING), false, 'a door nobody knows')
    await doors.own(door, someOwnership(), NOON)
    assert.is(await journals.head(door), undefined)
    assert.is(await journals.keep(door, undefined, lines.slice(0, 2), NOTHING), true)
    assert.is(await journals.keep(door, undefined, lines.slice(0, 2), NOTHING), false, 'the head moved on')
    assert.is(await journals.keep(door, { n: 1, hash: zero.hash }, lines.slice(2), NOTHING), false, 'another line 1')
    assert.is(await journals.keep(door, { n: 1, hash: one.hash }, lines.slice(2), NOTHING), true)
    const store = await under.reopen()
    assert.equal(await store.journals.head(door), { n: 4, hash: lines[4]?.hash })
    assert.equal(await store.journals.read(door, 0, 100, 10_000), lines)
    assert.equal(await store.journals.last(door, 'boot'), lines[4])
    assert.is(await store.journals.last(door, 'paired'), undefined)
  })

  test('reads a journal from anywhere, by number of lines and by size', async ({ under }) => {
    const door = someDoor()
    const { journals, doors } = under.store
    await doors.own(door, someOwnership(), NOON)
    await journals.keep(door, undefined, await someLines(0, 150, 99), NOTHING)
    const numbers = async (from: number, most: number, bytes: number) =>
      (await journals.read(door, from, most, bytes)).map(({ n }) => n)
    assert.equal(await numbers(3, 2, 10_000), [3, 4])
    assert.is((await numbers(0, 140, 1_000_000)).length, 140)
    assert.is((await numbers(20, 1000, 1_000_000)).length, 130)
    assert.is((await numbers(0, 1000, 1000)).length, 10)
    assert.equal(await numbers(7, 10, 1), [7], 'one at least')
    assert.equal(await numbers(150, 10, 1000), [])
  })

  test('takes the switch and the answers from the journal', async ({ under }) => {
    const { journals, doors, requests } = under.store
    const admission = someAdmission()
    const { door, request } = admission
    await doors.own(door, someOwnership(), NOON)
    await requests.admit(admission)
    const [zero] = await someLines(0, 1)
    assert.ok(zero)
    const answers = [{ request, step: 'closed', at: NOON } as const]
    await journals.keep(door, undefined, [zero], { ...NOTHING, answers, remoteOff: true })
    assert.is((await doors.get(door))?.remoteOff, true)
    assert.is((await requests.outstanding(door)).length, 0)
    await journals.keep(door, zero, await someLines(1, 2), { ...NOTHING, remoteOff: false })
    assert.is((await doors.get(door))?.remoteOff, false)
  })

  test('keeps each finding once, and not without end', async ({ under }) => {
    const door = someDoor()
    const [line] = await someLines(3, 4)
    assert.ok(line)
    const finding = { door, kind: 'fork', n: 3, hash: line.hash, at: NOON, line: line.line } as const
    assert.is(await under.store.journals.find(finding), true)
    assert.is(await under.store.journals.find({ ...finding, at: later(NOON, seconds(9)) }), false)
    assert.is(await under.store.journals.find({ ...finding, kind: 'gap', hash: undefined, line: undefined }), true)
    const store = await under.reopen()
    assert.equal(
      (await store.journals.findings(door)).find(({ kind }) => kind === 'fork'),
      finding,
    )
    const many = Array.from({ length: 300 }, (_, n) => store.journals.find({ ...finding, n: n + 10 }))
    const kept = (await Promise.all(many)).filter(Boolean).length
    assert.ok(kept > 50 && kept < 300, `${kept} kept`)
  })

  test('keeps settings', async ({ under }) => {
    assert.is(await under.store.settings.get('a'), undefined)
    await under.store.settings.set('a', '1')
    await under.store.settings.set('a', '2')
    assert.is(await (await under.reopen()).settings.get('a'), '2')
  })

  test('keeps the browsers an owner wants told: so many, each once, and nobody else sees them', async ({ under }) => {
    const [owner, other] = [someThumbprint(), someThumbprint()]
    const target = (name: string) => ({
      endpoint: `https://push.example/${name}`,
      p256dh: 'p'.repeat(87),
      auth: 'a'.repeat(22),
    })
    const put = (name: string, kinds: readonly ('visitor' | 'opened')[], who = owner) =>
      under.store.subscriptions.put({ owner: who, target: target(name), wishes: { kinds: [...kinds] }, at: NOON }, 2)
    assert.is(await put('one', ['visitor']), true)
    assert.is(await put('two', []), true)
    assert.is(await put('three', []), false)
    assert.is(await put('one', ['opened']), true, 'another wish of the same browser')
    assert.is(await put('one', [], other), true)
    const { subscriptions } = await under.reopen()
    const kept = await subscriptions.of(owner)
    assert.equal(kept.map(({ target, wishes }) => [target.endpoint.slice(-3), wishes.kinds]).sort(), [
      ['one', ['opened']],
      ['two', []],
    ])
    assert.equal(kept.find(({ target }) => target.endpoint.endsWith('one'))?.target, target('one'))
    assert.is(await subscriptions.remove(owner, target('one').endpoint), true)
    assert.is(await subscriptions.remove(owner, target('one').endpoint), false)
    assert.is((await subscriptions.of(owner)).length, 1)
    assert.is((await subscriptions.of(other)).length, 1)
  })

  test('keeps push messages until they are taken off, one a topic, as long as the browser is subscribed', async ({
    under,
  }) => {
    const { subscriptions, waitingPushes } = under.store
    const [owner, door] = [someThumbprint(), someDoor()]
    const target = (name: string) => ({ endpoint: `https://push.example/${name}`, p256dh: 'p', auth: 'a' })
    const until = later(NOON, minutes(10))
    const one = (id: string, name: string, topic: string, after = 0) => ({
      ...{ id, owner, endpoint: target(name).endpoint, topic, until, at: later(NOON, seconds(after)) },
      message: { v: 1 as const, kind: 'alarm' as const, alarm: 'jammed' as const, door, at: NOON },
    })
    for (const name of ['one', 'two'])
      await subscriptions.put({ owner, target: target(name), wishes: { kinds: [] }, at: NOON }, 2)
    await waitingPushes.put([one('b', 'one', 'same', 1), one('c', 'two', 'same', 2)])
    await waitingPushes.put([one('a', 'one', 'other'), one('d', 'one', 'same', 3)])
    const store = await under.reopen()
    const whole = [one('a', 'one', 'other'), one('c', 'two', 'same', 2), one('d', 'one', 'same', 3)]
    assert.equal(await store.waitingPushes.all(), { whole, unreadable: [] })
    await store.waitingPushes.remove('b')
    await store.waitingPushes.remove('a')
    await store.subscriptions.remove(owner, target('two').endpoint)
    assert.equal(
      (await store.waitingPushes.all()).whole.map(({ id }) => id),
      ['d'],
    )
    assert.is(await store.sweep(later(NOON, minutes(60))), 0)
    assert.is(await store.sweep(later(NOON, minutes(71))), 1)
  })

  test('forgets one door and all that is of it, its owner with the last one, and no use that was spent', async ({
    under,
  }) => {
    const { doors, journals, revocations, requests, subscriptions, ownersBooks } = under.store
    const [gone, other] = [someDoor(), someDoor()]
    const ownership = someOwnership()
    const { owner } = ownership
    for (const door of [gone, other]) {
      await doors.own(door, ownership, NOON)
      await revocations.replace({ door, token: 'list', epoch: 1 })
      await journals.keep(door, undefined, await someLines(0, 2), NOTHING)
      await journals.find({ door, kind: 'gap', n: 1, hash: undefined, at: NOON, line: undefined })
    }
    const used = someAdmission({ door: gone, spends: [{ grant: someGrant(), exp: LONG_AFTER, most: 1 }] })
    await requests.admit(used)
    const target = { endpoint: 'https://push.example/one', p256dh: 'p', auth: 'a' }
    await subscriptions.put({ owner, target, wishes: { kinds: [] }, at: NOON }, 2)
    await ownersBooks.put(owner, someBook(1), undefined)
    assert.is(await doors.forget(someDoor()), undefined)
    assert.equal(await doors.forget(gone), { book: false })
    assert.is(await doors.forget(gone), undefined)
    const store = await under.reopen()
    assert.equal(
      (await store.doors.all()).map(({ door }) => door),
      [other],
    )
    assert.equal(
      (await store.revocations.all()).map(({ door }) => door),
      [other],
    )
    assert.is(await store.journals.head(gone), undefined)
    assert.equal(await store.journals.read(gone, 0, 10, 1e6), [])
    assert.equal(await store.journals.findings(gone), [])
    assert.is((await store.journals.head(other))?.n, 1)
    assert.is((await store.journals.findings(other)).length, 1)
    assert.is((await store.requests.admit(used))?.code, 'replayed')
    assert.is((await store.subscriptions.of(owner)).length, 1, 'they are told of the other door')
    assert.equal(await store.doors.forget(other), { book: true })
    assert.equal(await store.subscriptions.of(owner), [])
    assert.is(await store.ownersBooks.get(owner), undefined)
    await store.doors.own(other, ownership, NOON)
    assert.equal(await store.doors.forget(other), { book: false }, 'there was none')
  })

  test('holds a request to watch for over once the door has allowed it', async ({ under }) => {
    const { requests } = under.store
    const watching = someAdmission({ act: 'live' })
    assert.is(await requests.admit(watching), undefined)
    await requests.answer(watching.door, watching.request, 'allowed', NOON)
    assert.equal(await requests.outstanding(watching.door), [])
  })

  test("replaces an owner's book only where it is the one that was read", async ({ under }) => {
    const [owner, other] = [someThumbprint(), someThumbprint()]
    const [one, two, three] = [someBook(1), someBook(2), someBook(3)]
    const { ownersBooks } = under.store
    assert.is(await ownersBooks.get(owner), undefined)
    assert.is(await ownersBooks.put(owner, two, one.hash), false, 'there is none to replace')
    assert.is(await ownersBooks.put(owner, one, undefined), true)
    assert.is(await ownersBooks.put(owner, two, undefined), false, 'there is one')
    const racing = await Promise.all([two, three].map((book) => ownersBooks.put(owner, book, one.hash)))
    assert.equal(racing, [true, false])
    const store = await under.reopen()
    assert.equal(await store.ownersBooks.get(owner), two)
    assert.is(await store.ownersBooks.get(other), undefined)
    await store.ownersBooks.remove(owner)
    assert.is(await store.ownersBooks.get(owner), undefined)
    assert.is(await store.ownersBooks.put(owner, three, undefined), true)
  })

  test('sweeps what is past, and nothing that still counts', async ({ under }) => {
    const { store } = under
    const key = someThumbprint()
    const later1 = later(NOON, minutes(24 * 60))
    await store.spent.spend(key, 'old', NOON)
    await store.spent.spend(key, 'young', later1)
    const [ends, stays] = [someGrant(), someGrant()]
    const exp = (NOON / 1000) as typeof LONG_AFTER
    const door = someDoor()
    await store.doors.own(door, someOwnership(), NOON)
    const request = someRequest()
    const uses = [
      { grant: ends, exp, request },
      { grant: stays, exp: LONG_AFTER, request },
    ]
    await store.journals.keep(door, undefined, await someLines(0, 1), { ...NOTHING, uses })
    await store.requests.bind(door, { link: ends, to: key, exp })
    await store.requests.bind(door, { link: stays, to: key, exp: LONG_AFTER })
    assert.is(await store.sweep(NOON), 0, 'nothing at once: a clock may be set back')
    assert.is(await store.sweep(later1), 3)
    const standing = await store.requests.standing(door, request, [ends, stays], later1)
    assert.equal([...standing.uses], [[stays, 1]])
    assert.equal([...standing.bound], [[stays, key]])
    assert.is(await store.spent.spend(key, 'young', later1), false)
    assert.is(await store.spent.spend(key, 'old', later1), true)
    assert.is((await store.journals.read(door, 0, 10, 1000)).length, 1)
  })

  test('knows a request that is over for as long as its id must not come again', async ({ under }) => {
    const { requests, sweep } = under.store
    const [at, dayLater] = [NOON, later(NOON, minutes(24 * 60))]
    const over = someAdmission({ spentUntil: dayLater })
    assert.is(await requests.admit(over), undefined)
    await requests.answer(over.door, over.request, 'closed', at)
    await sweep(dayLater)
    assert.is((await requests.admit(over))?.code, 'replayed')
    assert.is(await sweep(later(dayLater, minutes(24 * 60))), 1)
    assert.is(await requests.admit(over), undefined)
  })

  test('answers when asked whether it is there', async ({ under }) => {
    await under.store.ping()
  })

  test.run()
}
