import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HappeningSchema } from '#protocol/entry.ts'
import { millis, minutes, seconds } from '#protocol/units.ts'
import { EGRESS_BOUND, LEFT_OPEN_BOUND, RELOCK_BOUND } from './bounds.ts'
import { inShort, journalled, lockedDoor } from './door.fixture.ts'
import { viewOf } from './view.ts'

const visits = suite('a visit')
const ways = suite('a way out')

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

visits('says at once that the firmware is too old or the board a wrong one, until one is there that fits', () => {
  for (const [misfit, alarm] of [
    ['outdated', 'rig_outdated'],
    ['wrong_board', 'rig_wrong'],
  ] as const) {
    const door = lockedDoor()
    const effects = inShort(door.tell({ kind: 'lost', why: 'it said so', misfit }))
    assert.ok(effects.includes(`alarm ${alarm} on`))
    assert.ok(effects.includes('publish'))
    assert.equal(viewOf(door.state), { bolt: 'unknown', leaf: 'unknown', visit: false, alarms: [alarm] })
    door.tell({ kind: 'connected', firmware: 'hausrecht-rig-servo 1.0' })
    door.read({})
    assert.ok(inShort(door.wait(seconds(3))).includes(`alarm ${alarm} off`))
  }
})

visits('writes once of several boards that are no use, however often each of them is asked', () => {
  const door = lockedDoor()
  const losses = [
    { kind: 'lost', why: 'wrong board: Blink 1.0', misfit: 'wrong_board' },
    { kind: 'lost', why: 'no answer' },
    { kind: 'lost', why: 'firmware too old', misfit: 'outdated' },
  ] as const
  const before = door.effects.length
  const round = (): void => {
    for (const loss of losses) {
      door.tell(loss)
      door.wait(seconds(10))
    }
  }
  round()
  const began = inShort(door.effects.slice(before))
  assert.is(began.filter((what) => what === 'alarm rig_outdated on').length, 1)
  assert.is(began.filter((what) => what === 'journal oddity').length, 2)
  round()
  const after = door.effects.length
  for (let rounds = 0; rounds < 20; rounds++) round()
  assert.equal(
    inShort(door.effects.slice(after)).filter((what) => /^(journal|alarm)/.test(what)),
    [],
  )
  assert.equal(viewOf(door.state).alarms, ['rig_lost', 'rig_outdated'])
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

visits.run()
ways.run()
