import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DoorState } from './said.ts'
import { stepsOf, toldOf } from './steps.ts'
import { type Ask, AT_REST, type VisitState } from './visit.ts'

const test = suite('the steps of a visit')

const door: DoorState = { at: 1, bolt: 'out', leaf: 'shut', visit: true, camera: 'clear', recording: true, viewers: 0 }
const visit = (unlock: Ask, more: Partial<VisitState> = {}): VisitState => ({
  ...AT_REST,
  link: 'up',
  door,
  unlock,
  ...more,
})
const sent: Ask = { is: 'sent', request: 'r', until: 1, again: false }
const open: Ask = { is: 'open', request: 'r', at: 1 }

test('nothing is told before anything was asked', () => {
  assert.is(toldOf(AT_REST), undefined)
  assert.equal(stepsOf(AT_REST, true), [])
})

test('every stage is told in its own words', () => {
  const told = (state: VisitState): string => {
    const one = toldOf(state)
    return one?.is === 'word' ? one.word : (one?.code ?? '')
  }
  const waiting: Ask = { ...sent, is: 'waiting' }
  assert.is(told(visit(waiting, { link: 'connecting' })), 'told_connecting')
  assert.is(told(visit(sent)), 'told_asked')
  assert.is(told(visit(open)), 'told_open')
  assert.is(told(visit(open, { door: { ...door, leaf: 'open' } })), 'told_leaf_open')
  assert.is(told(visit(open, { door: { ...door, bolt: 'between' } })), 'told_close')
  assert.is(told(visit(open, { door: undefined })), 'told_open')
  const latest = { state: door, heardAt: 1, isPast: true }
  assert.is(told(visit(open, { door: undefined, latest })), 'told_lost')
  assert.is(told(visit(open, { door: undefined, link: 'down' })), 'told_lost')
  assert.is(told(visit({ is: 'done' })), 'told_done')
  assert.is(told(visit({ is: 'refused', code: 'busy' })), 'busy')
  assert.is(told(visit({ is: 'unsure', request: 'r' })), 'told_unsure')
  assert.is(told(visit({ is: 'rest' }, { lock: { is: 'done' } })), 'told_locked')
  assert.is(told(visit(open, { lock: { is: 'refused', code: 'door_open' } })), 'door_open')
})

test('a filmed visit says that it is recorded, another one does not', () => {
  const names = (filmed: boolean) => stepsOf(visit(open), filmed).map(({ name, is }) => `${name} ${is}`)
  assert.equal(names(true), ['asked done', 'recording done', 'open done', 'closed now'])
  assert.equal(names(false), ['asked done', 'open done', 'closed now'])
})

test('while it is asked, the recording counts once it is measured', () => {
  const recording = (on: boolean) => stepsOf(visit(sent, { door: { ...door, recording: on } }), true)[1]?.is
  assert.equal([recording(false), recording(true)], ['todo', 'done'])
})

test.run()
