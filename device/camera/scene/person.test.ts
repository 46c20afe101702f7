import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OPENING } from './indoors.ts'
import { opennessAt, SHUT, type Swing, swingTo } from './leaf.ts'
import { NOBODY, nextPerson, type Person, type Standing, send, standingAt } from './person.ts'

const test = suite('person')
const FRAME = 1000 / 15

interface Seen {
  readonly now: number
  readonly person: Person
  readonly at: Standing | undefined
}

/** Runs the scene's people picture by picture; `events` by the time they happen at. */
const play = (span: number, events: Readonly<Record<number, 'open' | 'shut' | 'comes' | 'passes'>>): Seen[] => {
  let [person, swing]: [Person, Swing] = [NOBODY, SHUT]
  const due = Object.entries(events).map(([at, event]) => ({ at: Number(at), event }))
  const seen: Seen[] = []
  for (let now = 0; now < span; now += FRAME) {
    for (const { event } of due.filter(({ at }) => at > now - FRAME && at <= now)) {
      if (event === 'comes' || event === 'passes') person = send(person, event, now)
      else swing = swingTo(swing, event, now)
    }
    person = nextPerson(person, { now, towards: swing.to, openness: opennessAt(swing, now) })
    seen.push({ now, person, at: standingAt(person, now) })
  }
  return seen
}

const stages = (seen: readonly Seen[]): string[] =>
  seen.map(({ person }) => person.stage).filter((stage, at, all) => stage !== all[at - 1])

test('brings a parcel in and comes back without it', () => {
  const seen = play(16_000, { 1000: 'comes', 5000: 'open', 11000: 'shut' })
  assert.equal(stages(seen), ['away', 'comes', 'waits', 'enters', 'inside', 'leaves', 'away'])
  const carries = (stage: string): boolean[] => [
    ...new Set(seen.filter(({ person }) => person.stage === stage).map(({ person }) => person.parcel)),
  ]
  assert.equal(carries('enters'), [true])
  assert.equal(carries('leaves'), [false])
})

test('comes quickly when the door opens for nobody', () => {
  const seen = play(14_000, { 500: 'open' })
  assert.equal(stages(seen), ['away', 'comes', 'waits', 'enters', 'inside', 'leaves', 'away'])
  const inside = seen.find(({ at }) => at !== undefined && at.z > 0)
  assert.ok(inside && inside.now < 3500, `inside after ${inside?.now} ms`)
})

test('is out again when the door falls shut on somebody inside', () => {
  const seen = play(12_000, { 500: 'open', 4500: 'shut' })
  assert.is(stages(seen).at(-1), 'away')
  const late = seen.filter(({ now, at }) => now > 6000 && at !== undefined && at.z > 0)
  assert.is(late.length, 0)
})

test('turns away from a door that shuts before somebody is in', () => {
  assert.equal(stages(play(8000, { 500: 'open', 1500: 'shut' })), ['away', 'comes', 'turns', 'away'])
})

test('walks past without the door', () => {
  const seen = play(8000, { 500: 'passes' })
  assert.equal(stages(seen), ['away', 'passes', 'away'])
  assert.ok(seen.every(({ at }) => at === undefined || at.z < -0.5))
})

test('gives up in front of a door that stays shut', () => {
  assert.equal(stages(play(30_000, { 500: 'comes' })), ['away', 'comes', 'waits', 'turns', 'away'])
})

test('goes through no wall, and never jumps while seen', () => {
  for (const shut of [1500, 2500, 3500, 4500, 5500, 7500]) {
    const seen = play(14_000, { 500: 'open', [shut]: 'shut' })
    for (const [at, { at: here }] of seen.entries()) {
      if (here && here.z > 0 && here.z < OPENING.deep) assert.ok(Math.abs(here.x) < OPENING.half - 0.1)
      const before = seen[at - 1]?.at
      if (here && before) assert.ok(Math.hypot(here.x - before.x, here.z - before.z) < 0.3)
    }
  }
})

test('sends nobody where somebody is already', () => {
  const person = send(NOBODY, 'comes', 0)
  assert.is(send(person, 'passes', 100), person)
})

test.run()
