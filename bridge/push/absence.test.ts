import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DoorId, minutes, seconds } from '#protocol/units.ts'
import { createAbsence } from './absence.ts'

const test = suite('absence')
const [one, other] = ['D'.repeat(43), 'E'.repeat(43)] as DoorId[] as [DoorId, DoorId]

test('tells once of a door that stays away, and anew after it was there', () => {
  const absence = createAbsence()
  absence.gone(one, seconds(0))
  absence.gone(other, seconds(60))
  assert.equal(absence.long(minutes(2)), [])
  assert.equal(absence.long(seconds(121)), [one])
  assert.equal(absence.long(seconds(130)), [])
  absence.here(one)
  absence.gone(one, minutes(10))
  assert.equal(absence.long(seconds(790)), [other, one])
})

test('says nothing of a door that came back soon', () => {
  const absence = createAbsence()
  absence.gone(one, seconds(0))
  absence.here(one)
  assert.equal(absence.long(minutes(60)), [])
})

test('counts from the first loss, however often it is told of', () => {
  const absence = createAbsence()
  absence.gone(one, seconds(0))
  absence.gone(one, seconds(119))
  assert.equal(absence.long(seconds(121)), [one])
})

test.run()
