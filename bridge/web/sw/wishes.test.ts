import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PushWishes, PushWishesSchema } from '#protocol/push.ts'
import { epochMs } from '#protocol/units.ts'
import { AT_FIRST, silentUntil, withHour, withKind, withQuiet, withSilence } from './wishes.ts'

const test = suite('wishes')
const now = epochMs(1_800_000_000_000)
const zone = 'Europe/Berlin'

test('keep their order and hold each kind once', () => {
  const more = withKind(withKind(AT_FIRST, 'opened', true), 'opened', true)
  assert.equal(more.kinds, ['visitor', 'opened', 'refused', 'offline'])
  assert.equal(withKind(more, 'visitor', false).kinds, ['opened', 'refused', 'offline'])
})

test('begin quiet hours with a night, and keep the hours that were chosen', () => {
  const night = withQuiet(AT_FIRST, true, zone)
  assert.equal(night.quiet, { from: '22:00', to: '07:00', zone })
  const early = withHour(night, 'from', '20:30')
  assert.equal(withQuiet(early, true, 'UTC').quiet, { from: '20:30', to: '07:00', zone })
  assert.is(withHour(early, 'to', ''), early, 'an emptied field changes nothing')
  assert.not.ok('quiet' in withQuiet(early, false, zone))
})

test('silence alarms for hours, never for a whole day or more, and end by themselves', () => {
  const silent = withSilence(AT_FIRST, 4, now)
  assert.is(silentUntil(silent, now), now + 4 * 3_600_000)
  assert.is(silentUntil(silent, epochMs(now + 4 * 3_600_000)), undefined)
  assert.ok((withSilence(AT_FIRST, 500, now).alarmsSilentUntil ?? 0) < now + 24 * 3_600_000)
  assert.not.ok('alarmsSilentUntil' in withSilence(silent, undefined, now))
})

test('are always what the bridge takes', () => {
  const all: PushWishes[] = [AT_FIRST, withQuiet(AT_FIRST, true, zone), withSilence(AT_FIRST, 24, now)]
  for (const wishes of all) assert.ok(PushWishesSchema.safeParse(wishes).success)
})

test.run()
