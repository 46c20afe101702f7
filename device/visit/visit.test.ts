import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HappeningSchema } from '#protocol/entry.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { millis, minutes, seconds } from '#protocol/units.ts'
import { EGRESS_BOUND, LEFT_OPEN_BOUND, LOCK_BOUND, RELOCK_BOUND, UNANSWERED_BOUND, UNLOCK_BOUND } from './bounds.ts'
import { anIntent, Door, inShort, lockedDoor } from './door.fixture.ts'
import type { Effect } from './effect.ts'
import { viewOf } from './view.ts'

const requests = suite('a request at the door')
const visits = suite('a visit')
const entries = suite('entries that nobody allowed')
const restarts = suite('a start of the program')
const ways = suite('a way out')

const journalled = (effects: readonly Effect[], kind: string): Record<string, unknown> | undefined =>
  effects.flatMap((effect) => (effect.do === 'journal' && effect.what.kind === kind ? [effect.what] : []))[0]

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

visits('is told from the bolt measured out to the bolt measured home', () => {
  const door = lockedDoor()
  door.open()
  door.now += 4000
  door.read({ leaf: 'open' })
  door.now += 4000
  door.read({ leaf: 'shut', waitingForDoor: true })
  door.now += 500
  door.lockMeasured()
  assert.equal(
    inShort(door.effects).filter((what) => what !== 'publish'),
    [
      'journal intent',
      'unlock',
      'journal bolt',
      'journal opened',
      'receipt opened',
      'signal ok',
      'journal leaf',
      'journal leaf',
      'lock',
      'journal bolt',
      'journal closed',
      'receipt closed',
    ],
  )
  const closed = journalled(door.effects, 'closed')
  assert.equal([closed?.['opened'], closed?.['entered'], closed?.['lasted']], [true, true, 8500])
  assert.is(door.is, 'idle')
})

visits('writes only what the journal has a shape for', () => {
  const door = lockedDoor()
  door.shutAgain()
  door.now += 0.25
  door.lockMeasured()
  door.read({ leaf: 'open' })
  door.tell({ kind: 'lost', why: 'x'.repeat(500) })
  door.tell({ kind: 'connected', firmware: 'y'.repeat(500) })
  for (const effect of door.effects) {
    if (effect.do === 'journal') assert.ok(HappeningSchema.safeParse(effect.what).success, JSON.stringify(effect.what))
  }
})

visits('that nobody enters closes when the bolt is home again', () => {
  const door = lockedDoor()
  door.open()
  const effects = door.read({ bolt: 'home', moved: 'deadman', unlockId: 0 })
  assert.is(journalled(effects, 'closed')?.['entered'], false)
  assert.is(journalled(effects, 'closed')?.['opened'], true)
})

visits('is not closed by a bolt at home in an open door', () => {
  const door = lockedDoor()
  door.open()
  door.read({ leaf: 'open' })
  const effects = door.read({ bolt: 'home', moved: 'deadman', unlockId: 0 })
  assert.not(inShort(effects).includes('journal closed'))
  assert.ok(inShort(effects).includes('alarm sensor_fault on'))
})

visits('with a strike goes on in an open door that is released already', () => {
  const door = lockedDoor('hausrecht-rig-relay 1.0')
  door.open()
  door.read({ leaf: 'open' })
  const effects = door.read({ bolt: 'home', moved: 'deadman', unlockId: 0, faults: ['contradiction'] })
  assert.equal(inShort(effects), ['journal bolt', 'publish'])
  assert.equal(door.alarms(), [])
  assert.ok(inShort(door.read({ leaf: 'shut', faults: [] })).includes('journal closed'))
})

visits('is told to lock when its hold ran out and the rig did not', () => {
  const door = lockedDoor()
  door.open()
  const effects = door.wait(seconds(12))
  assert.is(inShort(effects).filter((what) => what === 'lock').length, 1)
  assert.ok(inShort(door.wait(millis(RELOCK_BOUND + 1000))).includes('alarm relock_late on'))
  assert.is(viewOf(door.state).visit, true)
})

visits('left with the door open is an alarm until it is shut', () => {
  const door = lockedDoor()
  door.open()
  door.read({ leaf: 'open' })
  assert.not(inShort(door.wait(millis(LEFT_OPEN_BOUND - 1000))).includes('alarm left_open on'))
  assert.ok(inShort(door.wait(seconds(2))).includes('alarm left_open on'))
  door.read({ leaf: 'shut' })
  door.lockMeasured()
  const effects = door.wait(seconds(3))
  assert.ok(inShort(effects).includes('alarm left_open off'))
  assert.ok(inShort(effects).includes('signal off'))
})

visits('stays open while the rig is away and closes when measured', () => {
  const door = lockedDoor()
  door.open()
  const effects = door.tell({ kind: 'lost', why: 'the cable was pulled' })
  assert.ok(inShort(effects).includes('alarm rig_lost on'))
  assert.equal(viewOf(door.state), { bolt: 'unknown', leaf: 'unknown', visit: true, alarms: ['rig_lost'] })
  door.wait(seconds(30))
  assert.not(inShort(door.effects).includes('journal closed'))
  door.tell({ kind: 'connected', firmware: 'hausrecht-rig-servo 1.0' })
  assert.ok(inShort(door.lockMeasured()).includes('receipt closed'))
})

visits('tells a rig that comes back with the bolt out to lock', () => {
  const door = lockedDoor()
  door.shutAgain()
  door.tell({ kind: 'lost', why: 'silence' })
  door.tell({ kind: 'connected', firmware: 'hausrecht-rig-servo 1.0' })
  assert.ok(inShort(door.read({})).includes('lock'))
})

visits('fails when the rig goes away before the bolt moved, and is not asked for again', () => {
  const door = lockedDoor()
  door.ask()
  assert.ok(inShort(door.tell({ kind: 'lost', why: 'silence' })).includes('receipt failed rig_absent'))
  door.tell({ kind: 'connected', firmware: 'hausrecht-rig-servo 1.0' })
  door.wait(minutes(2))
  assert.is(door.effects.filter((effect) => effect.do === 'unlock').length, 1)
  assert.is(door.is, 'idle')
})

visits('that is stuck is taken over by the next request', () => {
  const door = lockedDoor()
  const first = door.shutAgain()
  door.read({ bolt: 'jammed', faults: ['jam'] })
  door.wait(millis(RELOCK_BOUND + 500))
  const second = door.ask()
  const failed = door.effects.find((effect) => effect.do === 'receipt' && effect.step === 'failed')
  assert.equal(failed, { do: 'receipt', request: first, step: 'failed', code: 'bolt_jammed' })
  door.answer()
  door.read({ bolt: 'out', unlockId: 2, faults: [], moved: 'command' })
  door.lockMeasured()
  const closed = door.effects.filter((effect) => effect.do === 'journal' && effect.what.kind === 'closed')
  assert.is(closed.length, 1)
  assert.is(journalled(closed, 'closed')?.['request'], second)
})

visits('says nothing twice: equal readings change nothing', () => {
  const door = lockedDoor()
  door.open()
  const before = door.state
  for (let time = 0; time < 5; time++) {
    door.now += 20
    assert.equal(door.read({ remaining: millis(9000 - time), supplyMillivolts: 5000 - time }), [])
    assert.equal(door.tell({ kind: 'tick' }), [])
  }
  assert.is(door.state, before)
})

restarts('measures first and says what it finds', () => {
  const door = new Door()
  assert.equal(viewOf(door.state), { bolt: 'unknown', leaf: 'unknown', visit: false, alarms: [] })
  assert.equal(inShort(door.connect()), ['journal rig', 'journal leaf', 'journal bolt', 'publish'])
  assert.is(door.is, 'idle')
})

restarts('complains of a rig that does not come', () => {
  const door = new Door()
  door.wait(seconds(4))
  assert.equal(door.alarms(), [])
  door.wait(seconds(2))
  assert.equal(door.alarms(), ['rig_lost'])
})

const remembered = (opened: boolean) => ({
  visit: { request: freshRequestId(), via: 'local' as const, opened, age: seconds(5) },
  alarms: [],
})

restarts('closes a remembered visit that the microcontroller ended by itself', () => {
  const door = new Door(remembered(true))
  const effects = door.connect()
  assert.ok(inShort(effects).includes('journal closed'))
  assert.ok(inShort(effects).includes('receipt closed'))
  assert.is(journalled(effects, 'closed')?.['lasted'], 5000)
})

restarts('never sends a remembered unlock again', () => {
  for (const opened of [true, false]) {
    const door = new Door(remembered(opened))
    door.connect()
    door.wait(minutes(2))
    assert.not(door.effects.some((effect) => effect.do === 'unlock'))
    assert.is(door.is, 'idle')
    if (!opened) assert.ok(inShort(door.effects).includes('receipt failed timed_out'))
  }
})

restarts('finds a remembered visit with the bolt out, says so, locks it, and alarms if it will not', () => {
  const door = new Door(remembered(false))
  door.reading = { ...door.reading, bolt: 'out', moved: 'link-lost' }
  const effects = inShort(door.connect())
  assert.ok(effects.includes('journal opened'))
  assert.ok(effects.includes('lock'))
  assert.ok(inShort(door.wait(millis(RELOCK_BOUND + 1000))).includes('alarm relock_late on'))
})

restarts('ends alarms of an earlier life that are over', () => {
  const door = new Door({ visit: undefined, alarms: ['left_open', 'jammed', 'pin_attempts'] })
  assert.equal(door.alarms(), ['left_open', 'jammed'])
  door.connect()
  assert.ok(inShort(door.wait(seconds(3))).includes('alarm jammed off'))
  assert.equal(door.alarms(), [])
})

restarts('calls a bolt found out no break-in, but wants it home', () => {
  const door = new Door()
  door.reading = { ...door.reading, bolt: 'out', moved: 'boot' }
  door.connect()
  assert.ok(inShort(door.wait(seconds(2))).includes('lock'))
  assert.equal(door.alarms(), [])
  door.wait(RELOCK_BOUND)
  assert.equal(door.alarms(), ['relock_late'])
})

ways('is written down and asked nothing', () => {
  const door = lockedDoor()
  door.read({ egress: true })
  door.read({ bolt: 'out', moved: 'egress' })
  door.read({ egress: false })
  door.read({ leaf: 'open' })
  door.read({ leaf: 'shut' })
  door.lockMeasured()
  const said = inShort(door.effects).filter((what) => what !== 'publish')
  assert.is(said.filter((what) => what === 'journal egress').length, 1)
  assert.equal(door.alarms(), [])
  assert.not(said.some((what) => what.startsWith('receipt') || what.startsWith('alarm')))
  assert.is(door.is, 'idle')
})

ways('is known by its movement when the press fell between two readings', () => {
  const door = lockedDoor()
  door.read({ bolt: 'between', moved: 'egress' })
  door.read({ bolt: 'out' })
  door.read({ leaf: 'open' })
  assert.equal(door.alarms(), [])
  assert.ok(inShort(door.effects).includes('journal egress'))
})

ways('that stays open too long is an alarm too', () => {
  const door = lockedDoor()
  door.read({ egress: true, bolt: 'out', moved: 'egress' })
  door.wait(millis(EGRESS_BOUND + RELOCK_BOUND + 3000))
  assert.ok(door.alarms().includes('relock_late'))
})

ways('in the middle of a visit is written down and changes nothing else', () => {
  const door = lockedDoor()
  door.open()
  door.read({ leaf: 'open' })
  const stage = door.state.stage
  assert.equal(inShort(door.read({ egress: true })), ['journal egress'])
  assert.is(door.state.stage, stage)
})

entries('again before the bolt is home is an alarm that names the visit', () => {
  const door = lockedDoor()
  const request = door.shutAgain()
  const effects = door.read({ leaf: 'open' })
  assert.ok(inShort(effects).includes('alarm second_entry on'))
  assert.is(journalled(effects, 'alarm')?.['request'], request)
  door.read({ leaf: 'shut' })
  door.lockMeasured()
  assert.ok(inShort(door.wait(seconds(3))).includes('alarm second_entry off'))
})

entries('soon after a visit is both a break-in and its second entry', () => {
  const door = lockedDoor()
  const request = door.shutAgain()
  door.lockMeasured()
  door.now += 30_000
  const effects = door.read({ leaf: 'open' })
  assert.ok(inShort(effects).includes('alarm forced_entry on'))
  assert.ok(inShort(effects).includes('alarm second_entry on'))
  const said = effects.find((effect) => effect.do === 'journal' && 'request' in effect.what)
  assert.is(said?.do === 'journal' && said.what.kind === 'alarm' && said.what.request, request)
})

entries('long after a visit is a break-in alone', () => {
  const door = lockedDoor()
  door.shutAgain()
  door.lockMeasured()
  door.wait(minutes(2))
  door.read({ leaf: 'open', bolt: 'out', moved: 'hand' })
  assert.equal(door.alarms(), ['forced_entry'])
})

entries('by a bolt turned slowly by hand is a break-in as soon as it is out', () => {
  const door = lockedDoor()
  door.read({ bolt: 'between', moved: 'hand' })
  assert.equal(door.alarms(), [])
  door.wait(seconds(3))
  door.read({ bolt: 'out' })
  assert.equal(door.alarms(), ['forced_entry'])
})

entries('by hand are not fought with: the bolt is sent home after a minute only', () => {
  const door = lockedDoor()
  door.read({ bolt: 'out', moved: 'hand' })
  assert.not(inShort(door.wait(seconds(55))).includes('lock'))
  assert.ok(inShort(door.wait(seconds(10))).includes('lock'))
})

entries('during a wait for the journal are seen all the same', () => {
  const door = lockedDoor()
  const intent = anIntent()
  door.tell({ kind: 'allowed', intent, hold: seconds(10) })
  assert.ok(inShort(door.read({ leaf: 'open' })).includes('alarm forced_entry on'))
  door.tell({ kind: 'undurable', request: intent.request })
  assert.is(door.is, 'entered')
})

entries('with an unlock that no request of ours asked for are break-ins', () => {
  const door = lockedDoor()
  door.read({ bolt: 'out', moved: 'command', unlockId: 99 })
  assert.equal(door.alarms(), ['forced_entry'])
})

requests.run()
visits.run()
entries.run()
restarts.run()
ways.run()
