import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Story } from '#protocol/story/story.ts'
import { fill } from '#protocol/text.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { byDay, isMeant, isOfKind } from './find.ts'
import { clipsOf, type Listener, tellStory } from './told.ts'
import { TABLE } from './words.ts'

const test = suite('finding stories')

const listener = (language: 'en' | 'de'): Listener => ({
  ...{ language, zone: 'Europe/Berlin', say: (key, slots) => fill(TABLE[key][language], slots) },
  ...{ nameOf: (key) => (key === undefined ? '?' : 'Jürgen'), jobOf: () => 'DHL-42' },
  clock: (at) => new Date(at).toISOString().slice(11, 19),
})
const base = { first: 4, entries: [4, 5], at: epochMs(1000), until: epochMs(61_000) }
const visit: Story = {
  ...{ ...base, kind: 'visit', request: 'r'.repeat(22) as never, act: 'unlock', holder: 'k'.repeat(43) as never },
  ...{ grants: [], asked: epochMs(1000), opened: epochMs(1200), locked: epochMs(60_000), ending: 'entered' },
  ...{ lasted: millis(59_000), alarms: [{ alarm: 'left_open', on: epochMs(30_000), off: epochMs(40_000) }] },
  clips: [
    { clip: 'c'.repeat(22) as never, why: 'visit', begun: epochMs(900), ended: epochMs(61_000), lasts: millis(60_000) },
  ],
}
const refusals: Story = { ...base, kind: 'refusals', code: 'outside_window', count: 3 }
const watch: Story = {
  ...{ ...base, kind: 'watch', request: 'w'.repeat(22) as never, spoke: true, listened: false, ending: 'over' },
  lasted: millis(5000),
}

test('tells a visit with its times, job, film and alarm', () => {
  const told = tellStory(visit, listener('en'))
  assert.is(told.title, 'Jürgen came in')
  assert.equal(told.times, ['asked 00:00:01', 'bolt open 00:00:01', 'locked 00:01:00', '59 s'])
  assert.equal(
    told.chips.map(({ text }) => text),
    ['job DHL-42', 'film 60 s', 'the door stands open'],
  )
  assert.is(clipsOf(visit).length, 1)
})

test('tells refusals in groups, with the reason', () => {
  const told = tellStory(refusals, listener('de'))
  assert.is(told.title, '3-mal verweigert: jemand Unbekanntes')
  assert.match(told.why ?? '', 'Tageszeit')
})

test('finds by name without accents, by job, by code, and by all words together', () => {
  const found = (story: Story, search: string): boolean => isMeant(story, tellStory(story, listener('en')), search)
  assert.ok(found(visit, 'jurgen'))
  assert.ok(found(visit, 'DHL came'))
  assert.ok(found(visit, 'left_open'))
  assert.not.ok(found(visit, 'jurgen away'))
  assert.ok(found(refusals, 'outside_window'))
  assert.ok(found(refusals, ''))
})

test('keeps kinds apart, and counts a visit to all that it has', () => {
  const kinds = (story: Story) =>
    (['visits', 'refusals', 'alarms', 'clips', 'watching'] as const).filter((kind) => isOfKind(story, kind))
  assert.equal(kinds(visit), ['visits', 'alarms', 'clips'])
  assert.equal(kinds(refusals), ['refusals'])
  assert.equal(kinds(watch), ['watching'])
})

test('shows the newest day first, and in it the newest story', () => {
  const at = (ms: number, first: number): Story => ({ ...refusals, at: epochMs(ms), first })
  const days = byDay([at(0, 0), at(10, 1), at(90_000_000, 2)], (ms) => new Date(ms).toISOString().slice(0, 10))
  assert.equal(
    days.map(({ name, stories }) => [name, stories.map(({ first }) => first)]),
    [
      ['1970-01-02', [2]],
      ['1970-01-01', [1, 0]],
    ],
  )
})

test('has every text in both languages, with the same slots', () => {
  const slots = (text: string): string =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]))].sort().join()
  for (const [key, { en, de }] of Object.entries(TABLE)) {
    assert.ok(en.length > 0 && de.length > 0, key)
    assert.is(slots(en), slots(de), key)
  }
})

test.run()
