// Whole scenes: what the watch says of a place in front of a door when somebody does something to its camera, and that
// it says nothing when life goes on.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Act, actOf } from './acts.fixture.ts'
import { openOf } from './grid.ts'
import * as P from './place.fixture.ts'

const attacks = suite('what is done to the camera')
const life = suite('what happens before the camera')
const night = suite('day and night')

const places = [1, 2].map(P.placeOf)
const elsewhere = P.placeOf(31)
const gloom = (place: P.Place): P.Place => P.lit(place, 0.07, 1)

/** Begun long enough for the place to be known. */
const settled = (place: P.Place, open = openOf([])): Act => {
  const act = actOf({}, open)
  act.play(3, place)
  act.said()
  act.motions()
  return act
}

const DEEDS: Record<string, { readonly sight: string; readonly do: (act: Act, place: P.Place) => void }> = {
  'a hand over the lens': { sight: 'covered', do: (act) => act.play(1.6, P.covered(20)) },
  'a bright tape over the lens': { sight: 'covered', do: (act) => act.play(1.6, P.covered(120, 30)) },
  'paint on the lens': { sight: 'covered', do: (act, place) => act.play(1.6, P.sprayed(place)) },
  'a lamp into the lens': { sight: 'blinded', do: (act, place) => act.play(1.6, P.blinded(place)) },
  'the camera turned': { sight: 'turned', do: (act) => act.play(1.8, elsewhere) },
  'the same picture again and again': { sight: 'frozen', do: (act) => act.freeze(1.4) },
  'no picture': { sight: 'lost', do: (act) => act.nothing(1.6) },
}

for (const [deed, { sight, do: happen }] of Object.entries(DEEDS)) {
  attacks(`${deed}: ${sight} within 2 s, and clear again when it is undone`, () => {
    for (const place of places) {
      const act = settled(place)
      happen(act, place)
      const [first, ...more] = act.said()
      assert.equal([first?.[0], more], [`+${sight}`, []])
      assert.ok((first?.[1] ?? 9) <= 1.8, `only after ${first?.[1]} s`)
      assert.is(act.sight(), sight)
      act.play(2.8, place)
      assert.is(act.sight(), 'clear')
    }
  })
}

const LIVES: Record<string, (act: Act, place: P.Place) => void> = {
  'a hand that passes': (act) => act.play(0.4, P.covered(15)),
  'a person who fills half the picture': (act, place) => act.play(7, P.withPerson(place, 0.25, 0.5)),
  'a person who walks by': (act, place) => act.play(4, (at) => P.withPerson(place, at * 1.3 - 0.3, 0.3)),
  'the door that opens and stays open': (act, place) => act.play(6, (at) => P.withDoor(place, Math.min(1, at * 6))),
  'a cloud': (act, place) => act.play(6, (at) => P.withCloud(place, at * 2 - 0.5)),
  headlights: (act, place) => act.play(3, (at) => P.withCar(place, at * 1.4 - 0.2)),
  'the sun on white walls': (act, place) => act.play(8, P.lit(place, 1.4, 20)),
  'the light in the hall switched off': (act, place) => act.play(8, P.lit(place, 0.25)),
}

for (const [event, happen] of Object.entries(LIVES)) {
  life(`${event}: nothing is said`, () => {
    for (const place of places) {
      const act = settled(place)
      happen(act, place)
      act.play(3, place)
      assert.equal(act.said(), [])
    }
  })
}

life('motion is told of a person, not of light', () => {
  const [place] = places as [P.Place]
  const act = settled(place)
  act.play(4, (at) => P.withPerson(place, at, 0.2))
  assert.ok(act.motions() >= 2)
  act.play(4, place)
  act.motions()
  act.play(6, (at) => P.withCloud(place, at * 2 - 0.5))
  act.play(2, P.lit(place, 0.4))
  act.play(2, place)
  assert.is(act.motions(), 0)
})

night('night falls, the lamp is lit, put out for a try and lit again: dark at most, no alarm', () => {
  for (const place of places) {
    const act = settled(place)
    act.play(10, (at) => P.lit(place, 1 - at * 0.93, 1))
    act.play(3, gloom(place))
    assert.is(act.sight(), 'dark')
    act.rig(true, true)
    act.play(6, P.byLamp(place))
    assert.is(act.sight(), 'clear')
    act.rig(true, false)
    act.play(1, P.covered(3, 1))
    act.rig(true, true)
    act.play(0.4, P.covered(3, 1))
    act.play(5, P.byLamp(place))
    act.rig(true, false)
    act.play(5, P.lit(place, 0.6))
    assert.equal(
      act.said().map(([what]) => what),
      ['+dark', '-dark'],
    )
  }
})

night('a lens covered in the night is told once the lamp shows nothing', () => {
  const [place] = places as [P.Place]
  const act = settled(place)
  act.play(4, gloom(place))
  act.rig(true, true)
  act.play(4, P.byLamp(place))
  act.said()
  act.play(1.6, P.covered(8))
  assert.is(act.sight(), 'covered')
  act.play(3, P.byLamp(place))
  act.rig(true, false)
  act.play(4, gloom(place))
  assert.is(act.sight(), 'dark')
  act.play(3, P.covered(4))
  assert.is(act.sight(), 'dark', 'without light nobody can tell')
  act.rig(true, true)
  act.play(2.8, P.covered(6))
  assert.is(act.sight(), 'covered')
})

night('a bright place that is black at once is covered, not dark', () => {
  const [place] = places as [P.Place]
  const act = settled(place)
  act.play(1.6, P.covered(2, 1))
  assert.is(act.sight(), 'covered')
})

night('a lens covered by day is covered, though the lamp is lit for it and never showed anything before', () => {
  const [place] = places as [P.Place]
  const act = settled(place)
  act.play(0.6, P.covered(2, 1))
  act.rig(true, true)
  act.play(1.4, P.covered(2, 1))
  assert.is(act.sight(), 'covered')
  act.play(60, P.covered(2, 1))
  // Tried without the lamp for a moment.
  act.rig(true, false)
  act.play(0.6, P.covered(2, 1))
  act.rig(true, true)
  act.play(5, P.covered(2, 1))
  assert.equal(
    act.said().map(([what]) => what),
    ['+covered'],
  )
  act.play(4, place)
  assert.is(act.sight(), 'clear')
})

night('a light switched off at once is nothing where the lamp shows the place', () => {
  for (const place of places) {
    const act = settled(place)
    act.play(0.6, gloom(place))
    act.rig(true, true)
    act.play(0.4, gloom(place))
    act.play(5, P.byLamp(place))
    assert.equal(act.said(), [])
  }
})

night('a camera turned in the dark is told by the lamp', () => {
  const [place] = places as [P.Place]
  const act = settled(place)
  act.play(4, gloom(place))
  act.rig(true, true)
  act.play(3, P.byLamp(elsewhere))
  assert.is(act.sight(), 'turned')
})

night('the view is not learnt from what is wrong: a turned camera stays turned', () => {
  const [place] = places as [P.Place]
  const act = settled(place)
  act.play(20, elsewhere)
  assert.is(act.sight(), 'turned')
  act.play(3, place)
  assert.is(act.sight(), 'clear')
})

life('what is masked does not count', () => {
  const [place] = places as [P.Place]
  const left = openOf([{ x: 0, y: 0, w: 500, h: 1000 }])
  const act = settled(place, left)
  act.play(4, (at) => P.withPerson(place, at * 0.2, 0.28))
  assert.equal([act.said(), act.motions()], [[], 0])
  act.play(1.6, P.covered(20))
  assert.is(act.sight(), 'covered')
})

attacks.run()
life.run()
night.run()
