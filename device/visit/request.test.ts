import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshRequestId } from '#protocol/ids.ts'
import { millis, minutes, seconds } from '#protocol/units.ts'
import { LOCK_BOUND, UNANSWERED_BOUND, UNLOCK_BOUND } from './bounds.ts'
import { anIntent, Door, inShort, journalled, lockedDoor } from './door.fixture.ts'
import { viewOf } from './view.ts'

const requests = suite('a request at the door')

requests('writes the intent first and unlocks only when it is durable', () => {
  const door = lockedDoor()
  const intent = anIntent()
  assert.equal(inShort(door.tell({ kind: 'allowed', intent, hold: seconds(10) })), ['journal intent', 'publish'])
  const effects = door.tell({ kind: 'durable', request: intent.request })
  assert.equal(effects, [{ do: 'unlock', request: intent.request, hold: 10_000, id: 1 }])
  assert.is(door.is, 'unlocking')
})

requests('does not unlock for a durable intent that nobody allowed, or twice', () => {
  const door = lockedDoor()
  assert.equal(door.tell({ kind: 'durable', request: freshRequestId() }), [])
  const request = door.ask()
  assert.equal(door.tell({ kind: 'durable', request }), [])
  assert.is(door.effects.filter((effect) => effect.do === 'unlock').length, 1)
})

requests('opens nothing when the journal cannot write', () => {
  const door = lockedDoor()
  const intent = anIntent()
  const before = door.state.stage
  door.tell({ kind: 'allowed', intent, hold: seconds(10) })
  const effects = door.tell({ kind: 'undurable', request: intent.request })
  assert.equal(inShort(effects), ['receipt failed journal_failed', 'signal refused', 'publish'])
  assert.equal(door.state.stage, before)
})

requests('opens nothing when the journal took too long', () => {
  const door = lockedDoor()
  const intent = anIntent()
  door.tell({ kind: 'allowed', intent, hold: seconds(10) })
  door.now += 5001
  const effects = door.tell({ kind: 'durable', request: intent.request })
  assert.not(effects.some((effect) => effect.do === 'unlock'))
  assert.ok(inShort(effects).includes('receipt failed timed_out'))
})

requests('keeps the hold within bounds whatever it is given', () => {
  for (const [given, held] of [
    [0, 100],
    [99.5, 100],
    [61_000, 60_000],
    [1e12, 60_000],
  ] as const) {
    const door = lockedDoor()
    door.ask(millis(given))
    const unlock = door.effects.find((effect) => effect.do === 'unlock')
    assert.is(unlock?.do === 'unlock' && unlock.hold, held)
  }
})

requests('is refused as busy during another visit, spending nothing', () => {
  for (const reach of [
    (door: Door) => door.tell({ kind: 'allowed', intent: anIntent(), hold: seconds(10) }),
    (door: Door) => door.ask(),
    (door: Door) => door.open(),
    (door: Door) => {
      door.open()
      door.read({ leaf: 'open' })
    },
    (door: Door) => door.shutAgain(),
  ]) {
    const door = lockedDoor()
    reach(door)
    const before = door.state.stage
    const effects = door.tell({ kind: 'allowed', intent: anIntent(), hold: seconds(10) })
    assert.equal(inShort(effects), ['journal refused', 'receipt refused busy', 'signal refused'])
    assert.is(door.state.stage, before)
  }
})

requests('is refused with the reason that the rig gives, before anything is spent', () => {
  const absent = new Door()
  const table: readonly (readonly [Door, string])[] = [[absent, 'rig_absent']]
  for (const [door, code] of table) {
    assert.ok(
      inShort(door.tell({ kind: 'allowed', intent: anIntent(), hold: seconds(1) })).includes(`receipt refused ${code}`),
    )
  }
  for (const [change, code] of [
    [{ faults: ['supply-low'] }, 'supply_low'],
    [{ bolt: 'unknown' }, 'bolt_unknown'],
    [{ leaf: 'open', bolt: 'out' }, 'door_open'],
  ] as const) {
    const door = lockedDoor()
    door.read(change)
    const effects = door.tell({ kind: 'allowed', intent: anIntent(), hold: seconds(1) })
    assert.ok(inShort(effects).includes(`receipt refused ${code}`), code)
    assert.not(inShort(effects).includes('journal intent'))
  }
})

requests('at the door itself goes ahead where a broken sensor would refuse one from afar', () => {
  for (const change of [{ bolt: 'unknown' }, { leaf: 'open', bolt: 'out' }] as const) {
    const door = lockedDoor()
    door.read(change)
    door.ask(seconds(10), { via: 'local' })
    assert.ok(door.effects.some((effect) => effect.do === 'unlock'))
  }
})

requests('that the rig refuses is told to its holder and closes once measured locked', () => {
  const door = lockedDoor()
  door.ask()
  const effects = door.answer({ ok: false, code: 'supply_low' })
  assert.equal(inShort(effects), [
    'lock',
    'journal refused',
    'receipt failed supply_low',
    'signal refused',
    'journal closed',
    'publish',
  ])
  assert.is(journalled(effects, 'closed')?.['opened'], false)
  assert.is(journalled(effects, 'closed')?.['code'], 'supply_low')
  assert.is(door.is, 'idle')
})

requests('that nobody answered stays open as long as the bolt may still move', () => {
  const door = lockedDoor()
  door.ask()
  const effects = door.answer({ ok: false, code: 'timed_out' })
  assert.ok(inShort(effects).includes('receipt failed timed_out'))
  assert.not(inShort(effects).includes('journal closed'))
  assert.not(inShort(door.wait(millis(UNANSWERED_BOUND - 1000))).includes('journal closed'))
  assert.ok(inShort(door.wait(seconds(2))).includes('journal closed'))
})

requests('that nobody answered and that opened after all is told as opened', () => {
  const door = lockedDoor()
  door.ask()
  door.answer({ ok: false, code: 'timed_out' })
  const effects = door.read({ bolt: 'out', moved: 'command', unlockId: 1 })
  assert.ok(inShort(effects).includes('receipt opened'))
  assert.ok(inShort(door.lockMeasured()).every((what) => what !== 'receipt closed'))
  assert.ok(inShort(door.wait(UNANSWERED_BOUND)).includes('receipt closed'))
})

requests('ends as jammed when the rig gives up, and closes when it is home again', () => {
  const door = lockedDoor()
  door.ask()
  door.answer()
  const effects = door.read({ bolt: 'jammed', moved: 'command', faults: ['jam'] })
  assert.ok(inShort(effects).includes('receipt failed bolt_jammed'))
  assert.ok(inShort(effects).includes('alarm jammed on'))
  assert.is(viewOf(door.state).visit, true)
  assert.ok(inShort(door.read({ bolt: 'home', faults: [] })).includes('journal closed'))
})

requests('is not called jammed by what was measured before it was asked', () => {
  const door = lockedDoor()
  door.read({ bolt: 'jammed' })
  door.ask()
  assert.is(door.is, 'unlocking')
  door.answer()
  door.read({})
  assert.is(door.is, 'unlocking')
  door.read({ bolt: 'out', moved: 'command', unlockId: 1 })
  assert.is(door.is, 'open')
})

requests('that moves nothing fails within its bound', () => {
  const door = lockedDoor()
  door.ask()
  door.answer()
  const effects = door.wait(millis(UNLOCK_BOUND + 500))
  assert.ok(inShort(effects).includes('receipt failed timed_out'))
  assert.ok(inShort(effects).includes('journal closed'))
})

requests('does not take an earlier window for its own', () => {
  const door = lockedDoor()
  door.read({ egress: true })
  door.read({ egress: false, bolt: 'out', moved: 'egress' })
  door.ask()
  door.answer()
  door.read({})
  assert.is(door.is, 'unlocking')
  door.read({ unlockId: 1 })
  assert.is(door.is, 'open')
})

requests('to lock goes out before anything is written, and is answered by measurement', () => {
  const door = lockedDoor()
  door.open()
  const intent = anIntent({ act: 'lock' })
  assert.equal(inShort(door.tell({ kind: 'lock', intent })), ['lock', 'journal intent'])
  const effects = door.lockMeasured()
  assert.ok(inShort(effects).includes('receipt locked'))
  assert.ok(inShort(effects).includes('receipt closed'))
})

requests('to lock a locked door is answered by the next reading', () => {
  const door = lockedDoor()
  const effects = door.tell({ kind: 'lock', intent: anIntent({ act: 'lock' }) })
  assert.equal(inShort(effects), ['lock', 'journal intent'])
  assert.equal(inShort(door.read({})), ['receipt locked'])
})

requests('to lock says why it could not', () => {
  for (const [change, code] of [
    [{ bolt: 'out', leaf: 'open' }, 'door_open'],
    [{ bolt: 'jammed' }, 'bolt_jammed'],
    [{ bolt: 'unknown' }, 'bolt_unknown'],
    [{ bolt: 'out' }, 'timed_out'],
  ] as const) {
    const door = lockedDoor()
    door.open()
    door.tell({ kind: 'lock', intent: anIntent({ act: 'lock' }) })
    door.read(change)
    assert.ok(inShort(door.wait(millis(LOCK_BOUND + 500))).includes(`receipt failed ${code}`), code)
  }
  const absent = new Door()
  assert.ok(
    inShort(absent.tell({ kind: 'lock', intent: anIntent({ act: 'lock' }) })).includes('receipt failed rig_absent'),
  )
})

requests('to lock never waits without bound', () => {
  const door = lockedDoor()
  door.open()
  for (let asked = 0; asked < 30; asked++) door.tell({ kind: 'lock', intent: anIntent({ act: 'lock' }) })
  assert.ok(door.state.locks.length <= 8)
  door.wait(minutes(1))
  const answers = door.effects.filter((effect) => effect.do === 'receipt' && effect.step !== 'opened')
  assert.is(answers.length, 30)
})

requests.run()
